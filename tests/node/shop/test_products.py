"""Products: added and edited with no network, merged field by field, found as somebody types."""

from __future__ import annotations

from tests.node.tills import Shop, Street

ID = "01890000-0000-7000-8000-000000000001"
EAN, UPC = "4006381333931", "036000291452"


def meet(*shops: Shop) -> None:
    for one in shops:
        for other in shops:
            if one is not other:
                one.hear(other)


def test_a_product_is_added_once_and_found_by_every_code_it_has(shop: Shop) -> None:
    said = {"sku": "pen", "name": "Pen", "price_minor": 199, "more_barcodes": [EAN, UPC]}
    assert shop.do("product-add", id=ID, **said)["sku"] == "pen"
    assert shop.do("product-add", id=ID, **said)["repeated"]
    for code in ("pen", EAN, UPC, "0" + UPC, "00" + UPC):
        assert shop.do("product-show", code=code)["product"]["sku"] == "pen"
    assert shop.sell(EAN)["total_minor"] == 199
    assert "already; edit it" in shop.refused("product-add", sku="pen")


def test_a_barcode_of_another_product_or_with_a_wrong_check_digit_is_refused(shop: Shop) -> None:
    shop.do("product-add", sku="pen", more_barcodes=[EAN])
    assert "is that of pen" in shop.refused("product-add", sku="ink", more_barcodes=[EAN])
    wrong = EAN[:-1] + "2"
    assert "would be 1" in shop.refused("product-add", sku="ink", more_barcodes=[wrong])
    shop.do("product-add", sku="ink", more_barcodes=[wrong], plain=True)
    assert shop.do("product-show", code=wrong)["product"]["sku"] == "ink"


def test_an_edit_changes_what_is_given_and_says_what_changed(shop: Shop) -> None:
    shop.do("product-add", sku="pen", name="Pen", more_barcodes=[EAN])
    edited = shop.do("product-edit", code=EAN, price_minor=250, add_barcodes=[UPC], minimum_age=18)
    assert edited["fields"] == ("barcode/" + UPC, "minimum_age", "price")
    assert shop.unchanged("product-edit", code="pen", price_minor=250)["fields"] == ()
    shop.do("product-edit", code="pen", remove_barcodes=[EAN])
    found = shop.do("product-show", code="pen")["product"]
    assert (found["name"], found["price_minor"], found["more_barcodes"]) == ("Pen", 250, (UPC,))
    assert "has no barcode" in shop.refused("product-edit", code="pen", remove_barcodes=[EAN])


def test_variants_name_their_parent(shop: Shop) -> None:
    shop.do("product-add", sku="shirt", name="Shirt")
    shop.do("product-add", sku="shirt-xl", parent="shirt", attributes={"size": "XL"})
    assert shop.do("product-show", code="shirt")["variants"] == ("shirt-xl",)
    assert shop.do("product-show", code="shirt-xl")["product"]["attributes"] == {"size": "XL"}
    assert "No product" in shop.refused("product-add", sku="hat-l", parent="hat")
    assert "of itself" in shop.refused("product-edit", code="shirt", parent="shirt")


def test_edits_made_apart_are_both_kept_and_a_value_that_lost_is_a_review(street: Street) -> None:
    north, south = street.open("B1T1", "B1"), street.open("B2T1", "B2")
    north.do("product-add", sku="pen", name="Pen", price_minor=100)
    south.hear(north)
    north.do("product-edit", code="pen", name="Blue pen", price_minor=110)
    south.do("product-edit", code="pen", department="OFFICE", price_minor=120)
    meet(north, south)
    for shop in (north, south):
        found = shop.do("product-show", code="pen")
        assert found["product"]["name"] == "Blue pen"
        assert found["product"]["department"] == "OFFICE"
        (lost,) = found["lost"]
        assert {lost["stands"], lost["lost"]} == {110, 120}
    (review,) = north.do("reviews")["reviews"]
    assert (review["kind"], review["subject"]) == ("lost-value", ("pen", "price", "2"))
    assert north.do("reviews") == south.do("reviews")
    assert len(north.do("review-show", review=review["id"])["involved"]) == 2
    north.do("product-edit", code="pen", price_minor=115)
    south.hear(north)
    assert south.do("reviews")["reviews"] == ()
    assert south.sell("pen")["total_minor"] == 115


def test_one_barcode_given_to_two_products_in_two_branches_is_one_review(street: Street) -> None:
    north, south = street.open("B1T1", "B1"), street.open("B2T1", "B2")
    north.do("product-add", sku="pen", price_minor=100, more_barcodes=[EAN])
    south.do("product-add", sku="ink", price_minor=300, more_barcodes=[EAN])
    meet(north, south)
    (review,) = north.do("reviews")["reviews"]
    assert (review["kind"], review["amount"]) == ("shared-barcode", 2)
    assert north.do("reviews") == south.do("reviews")
    assert "several products" in south.refused("sell", lines=[{"code": EAN}])
    south.do("product-edit", code="ink", remove_barcodes=[EAN])
    assert south.do("reviews")["open"] == 0


def test_products_are_found_by_how_their_words_begin(shop: Shop) -> None:
    shop.do("product-add", sku="cr", name="Crème brûlée, large")
    shop.do("product-add", sku="cl", name="Cream liqueur")

    def found(text: str) -> list[str]:
        return [line["sku"] for line in shop.unchanged("product-search", text=text)["products"]]

    assert found("cre") == ["cl", "cr"]
    assert found("BRUL cr") == ["cr"]
    assert found("liq larg") == []
    assert found("milk") == ["milk"]
    assert found("?!") == []
    shop.do("product-edit", code="cl", name="Whisky liqueur")
    assert found("cre") == ["cr"]


def test_what_is_exported_is_imported_to_the_same_catalogue(street: Street) -> None:
    north, south = street.open("B1T1", "B1"), street.open("B2T1", "B2")
    attributes = {"colour": "blue"}
    north.do("product-add", sku="pen", name="Pen", more_barcodes=[EAN], attributes=attributes)
    north.do("product-add", sku="ham", price_minor=1999, unit="weighed", tax_class="food")
    exported = north.unchanged("export-catalogue")["products"]
    south.do("import-catalogue", products=exported)
    assert south.do("export-catalogue")["products"] == exported
    assert south.unchanged("import-catalogue", products=exported)["unchanged"] == 2
