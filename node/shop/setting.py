"""The company's settings: read and set at any node."""

from __future__ import annotations

from core.shop.roles import Permission
from core.shop.settings import SETTINGS, SettingChange, check_setting
from core.views import settings
from node.shop.answers.people import SettingLine, SettingsAnswer
from node.shop.authority import authority_at
from node.shop.commands.people import ListSettings, SetSetting
from node.till import Till
from node.verb import Verb


def set_setting(till: Till, command: SetSetting) -> SettingLine:
    """Set one setting for the whole company."""
    check_setting(command.name, command.value)
    if till.done_before(SettingChange, command.id) is None:
        authority = authority_at(till, command.approval)
        with till.log.transaction() as transaction:
            authority.require(Permission.SETTINGS, about=command.name)
            table = till.log.table(transaction, "settings")
            change = SettingChange.change(
                id=command.id or till.log.mint_id(),
                timestamp=till.now(),
                name=command.name,
                value=command.value,
                revision=1 + settings.revision_of(table, command.name),
                by=authority.user,
            )
            till.application.record(change, *authority.approved(change.id))
    return _line(till, command.name)


def list_settings(till: Till, command: ListSettings) -> SettingsAnswer:
    """Return every setting this program knows, and what it is now."""
    return SettingsAnswer(tuple(_line(till, name) for name in sorted(SETTINGS)))


def _line(till: Till, name: str) -> SettingLine:
    known = SETTINGS[name]
    with till.log.read() as view:
        value = settings.value_of(view.table("settings"), name)
    return SettingLine(name, value, known.default, known.meaning)


VERBS: dict[str, Verb] = {
    "setting-set": Verb(SetSetting, set_setting),
    "settings": Verb(ListSettings, list_settings),
}
"""The verbs about settings."""
