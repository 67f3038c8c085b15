"""The pictures in the docs: real nodes sell real baskets, and a real browser looks at them."""
