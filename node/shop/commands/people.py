"""Commands about people: who they are, who is at the till, who lets whom do what."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field, SecretStr, StringConstraints

from core.shop.approval import MEASURE_MAX
from core.shop.roles import Permission, Role
from core.shop.settings import SETTING_LENGTH_MAX, SETTING_MAX
from node.commands import ApprovalGiven, Command, OptionalWord, Word

Login = Annotated[str, StringConstraints(pattern=r"^\w[\w.@-]{0,63}$")]
"""What a person signs in with: letters of any script and digits, no blanks."""


class AddUser(Command):
    """Add a person to the company; the first one of all is a manager."""

    id: Annotated[UUID | None, Field(strict=False)] = None
    login: Login
    name: Word
    role: Annotated[Role, Field(strict=False)]
    pin: SecretStr
    approval: ApprovalGiven | None = None


class EditUser(Command):
    """Change what is given, and nothing else; anybody may change their own PIN."""

    id: Annotated[UUID | None, Field(strict=False)] = None
    login: Word
    user: Annotated[UUID | None, Field(strict=False)] = None
    """Which one, where a login was given twice."""
    name: Word | None = None
    role: Annotated[Role | None, Field(strict=False)] = None
    pin: SecretStr | None = None
    active: bool | None = None
    approval: ApprovalGiven | None = None


class UnlockUser(Command):
    """Forget a person's wrong PINs at this till."""

    login: Word
    approval: ApprovalGiven | None = None


class Users(Command):
    """Ask who is in the company."""


class SignIn(Command):
    """Come to the till; whoever was there before has gone, and their tickets stay."""

    login: Word
    pin: SecretStr


class SignOut(Command):
    """Leave the till."""


class Who(Command):
    """Ask who is at the till."""


class AskApproval(Command):
    """Ask the branch's other tills for leave."""

    id: Annotated[UUID | None, Field(strict=False)] = None
    permission: Annotated[Permission, Field(strict=False)]
    about: OptionalWord = ""
    measure: Annotated[int, Field(ge=1, le=MEASURE_MAX)] = 1


class AnswerApproval(Command):
    """Answer a request: as whoever is at the till, or by login and PIN."""

    request: Annotated[UUID, Field(strict=False)]
    granted: bool = True
    login: Word | None = None
    pin: SecretStr | None = None


class Approvals(Command):
    """Ask which requests wait, and what was done on whose word."""

    waiting: bool = False
    """Whether to leave out all but the requests that wait for an answer."""


class SetSetting(Command):
    """Set a setting for the whole company."""

    id: Annotated[UUID | None, Field(strict=False)] = None
    name: Annotated[str, StringConstraints(min_length=1, max_length=SETTING_LENGTH_MAX)]
    value: Annotated[int, Field(ge=-SETTING_MAX, le=SETTING_MAX)]
    approval: ApprovalGiven | None = None


class ListSettings(Command):
    """Ask what is set."""
