"""Sealed columns: words that lie encrypted in the database and are read as plain attributes.

`item.title = "…"` keeps the words on the row; saving seals them with the key of the row's owner. Reading `item.title`
opens them, the first time somebody asks. What nobody changed keeps its ciphertext. No queryset looks inside, and none
writes plain text.
"""

from types import GenericAlias
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from django.core.checks import CheckMessage
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.expressions import Col
from django.db.models.query_utils import DeferredAttribute

from kit.vault.checks import sealed_field_fits
from kit.vault.expressions import SealedCol, SealedIsNull
from kit.vault.keys import keyring
from kit.vault.sealed import SEALED, Kept, Marker, OpenBytes, OpenText, Sealed, Unsealed

Set = TypeVar("Set", contravariant=True)
Get = TypeVar("Get", covariant=True)

if TYPE_CHECKING:
    Column = models.Field
else:

    class Column(models.Field):
        """Django's field, which has type parameters in the eyes of the type checker only."""

        __class_getitem__ = classmethod(GenericAlias)


class SealedAttribute(DeferredAttribute):
    """The attribute on a row: it keeps ciphertext, or words still to be sealed, and gives the words."""

    field: "SealedField[Any, Any]"

    def __get__(self, instance: models.Model | None, cls: type[models.Model] | None = None) -> Any:
        return self if instance is None else self.field.read(instance)

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = self.field.keep(instance, value)


class SealedField(Column[Set, Get]):
    """What sealed text and sealed bytes have in common.

    `label` names the column for good: values are sealed for it, so it stays when the model or the field is renamed.
    `owner` names the attribute of the row that says whose key seals it. Set to nothing ("" or b""), it is NULL.
    """

    descriptor_class = SealedAttribute
    empty_strings_allowed = False

    def __init__(
        self,
        verbose_name: Any = None,
        *,
        label: str,
        owner: str,
        guarded: bool = False,
        max_length: int | None = None,
        null: bool = False,
        blank: bool = False,
        db_column: str | None = None,
        help_text: Any = "",
    ) -> None:
        self.label, self.owner, self.guarded = label, owner, guarded
        super().__init__(
            verbose_name,
            null=null,
            max_length=max_length,
            blank=blank,
            db_column=db_column,
            help_text=help_text,
            editable=False,
        )

    # --- Each kind of field says how its content becomes bytes

    def encode(self, content: Any) -> bytes:
        """The bytes to seal. TypeError or ValueError for what this column does not take, said in a sentence."""
        raise NotImplementedError

    def decode(self, content: bytes, origin: Sealed) -> Any:
        """What the attribute gives. It remembers the ciphertext that it came from."""
        raise NotImplementedError

    # --- The attribute

    def keep(self, row: models.Model, value: Any) -> Kept:
        """What the row keeps when `value` is set on it, or loaded into it."""
        pk = row_id(row)
        if isinstance(value, Sealed):
            if value.pk is None:
                return Sealed(self.label, pk, value.data)
            if value.sits_at(self.label, pk):
                return value
            raise ValueError(f"This value is sealed for {value.label} of another row.")
        origin = getattr(value, "origin", None)
        if isinstance(origin, Sealed) and origin.sits_at(self.label, pk):
            return origin.with_opened(None if isinstance(value, Marker) else value)
        if isinstance(value, Marker):
            if origin is row.__dict__.get(self.attname):
                return value.origin
            raise ValueError(f"{SEALED} stands for a text that is not shown: it cannot be copied.")
        return Unsealed(value) if value is not None and self.encode(value) else None

    def kept(self, row: models.Model) -> Kept:
        """What the row keeps, fetched if it was deferred."""
        if self.attname not in row.__dict__:
            row.refresh_from_db(fields=[self.attname])
        value: Kept = row.__dict__[self.attname]
        return value

    def open(self, row: models.Model) -> Any:
        """The content, guarded or not; Unopenable if no key opens it."""
        kept = self.kept(row)
        if not isinstance(kept, Sealed):
            return kept and kept.content
        if kept.opened is None:
            kept.opened = self.decode(keyring.open(kept), kept)
        return kept.opened

    def read(self, row: models.Model) -> Any:
        """What the attribute gives: the content, or of a guarded field the marker."""
        if not self.guarded:
            return self.open(row)
        kept = self.kept(row)
        return kept and Marker.of(SEALED, kept)

    # --- Sealing

    def pre_save(self, model_instance: models.Model, add: bool) -> Sealed | None:
        """The ciphertext for the row as it is now: the one it has if that fits, else a new one, which the row keeps."""
        kept = self.kept(model_instance)
        if isinstance(kept, Sealed) and self.fits(kept, model_instance):
            return kept
        sealed = self.seal(model_instance, self.open(model_instance))
        model_instance.__dict__[self.attname] = sealed
        return sealed

    def fits(self, sealed: Sealed, row: models.Model) -> bool:
        """Whether a ciphertext is still right for its row: same place, same owner, and a key that is not retired."""
        key = keyring.find(sealed.key_id)
        if key is None:
            return False
        if key.owner != getattr(row, self.owner):
            if self.guarded:
                raise ValueError(f"{self.label} stays with whoever wrote it.")
            return False
        return not key.retired and sealed.sits_at(self.label, row_id(row))

    def seal(self, row: models.Model, content: Any) -> Sealed | None:
        """Content sealed for this column of this row, with the key of the row's owner; None for nothing."""
        encoded = b"" if content is None else self.encode(content)
        if not encoded:
            return None
        pk = row_id(row)
        if pk is None:
            raise ValueError(f"{self.label} is sealed for a primary key, and this row has none.")
        sealed = keyring.sealing(getattr(row, self.owner)).seal(self.label, pk, encoded)
        return sealed.with_opened(self.decode(encoded, sealed))

    # --- The database

    def get_internal_type(self) -> str:
        return "BinaryField"

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Sealed | None:
        return None if value is None else Sealed(self.label, None, bytes(value))

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        """Every write ends here: a plain text, an expression, or a value sealed for another column is refused."""
        if value is None:
            return None
        if not isinstance(value, Sealed) or value.pk is None or value.label != self.label:
            raise TypeError(f"{self.label} takes only a value that is sealed for its row: see seal() and reseal().")
        return connection.Database.Binary(value.data)

    def get_col(self, alias: str, output_field: Any = None) -> Col:
        return SealedCol(alias, self, output_field or self)

    def get_lookup(self, lookup_name: str) -> Any:
        return SealedIsNull if lookup_name == "isnull" else None

    def get_transform(self, lookup_name: str) -> None:
        return None

    # --- Serializers, migrations, checks

    def value_from_object(self, obj: models.Model) -> Any:
        return SEALED if self.kept(obj) else None

    def value_to_string(self, obj: models.Model) -> str:
        return SEALED

    def to_python(self, value: Any) -> Any:
        if type(value) is str and value == SEALED:
            raise ValidationError(f"A dump does not hold the text of {self.label}: it cannot be loaded from there.")
        return value

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["editable"]
        return name, path, args, {**kwargs, "label": self.label, "owner": self.owner, "guarded": self.guarded}

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        return [*super().check(**kwargs), *sealed_field_fits(self)]


class SealedTextField(SealedField[Set, Get]):
    """Sealed text.

    The attribute of `guarded` text (a private note) gives `<sealed>` to everybody; `open_sealed()` opens it, and only
    the model's own `open_for(person)` calls that. Guarded text never changes its owner.
    """

    _pyi_private_set_type: str | None
    _pyi_private_get_type: str

    def encode(self, content: Any) -> bytes:
        if not isinstance(content, str):
            raise TypeError(f"{self.label} takes text, not {type(content).__name__}.")
        if "\0" in content:
            raise ValueError(f"{self.label} takes no NUL character.")
        if self.max_length is not None and len(content) > self.max_length:
            raise ValueError(f"{self.label} takes at most {self.max_length} characters.")
        try:
            return content.encode()
        except UnicodeEncodeError:
            raise ValueError(f"{self.label} takes no half of a surrogate pair: this is not valid text.") from None

    def decode(self, content: bytes, origin: Sealed) -> OpenText:
        return OpenText.of(content.decode(), origin.with_opened(None))


class SealedBytesField(SealedField[Set, Get]):
    """Sealed bytes, such as the state of a co-edited note."""

    _pyi_private_set_type: bytes | None
    _pyi_private_get_type: bytes

    def encode(self, content: Any) -> bytes:
        if not isinstance(content, bytes):
            raise TypeError(f"{self.label} takes bytes, not {type(content).__name__}.")
        if self.max_length is not None and len(content) > self.max_length:
            raise ValueError(f"{self.label} takes at most {self.max_length} bytes.")
        return content

    def decode(self, content: bytes, origin: Sealed) -> OpenBytes:
        return OpenBytes.of(content, origin.with_opened(None))


def row_id(row: models.Model) -> UUID | None:
    """The primary key that values of this row are sealed for."""
    return row.pk if row.pk is None or isinstance(row.pk, UUID) else UUID(str(row.pk))


def sealed_fields(model: type[models.Model]) -> list[SealedField[Any, Any]]:
    """The sealed columns of a model."""
    return [field for field in model._meta.concrete_fields if isinstance(field, SealedField)]


def open_sealed(row: models.Model, name: str) -> str | None:
    """The text behind a guarded attribute, for the model's own `open_for(person)`, which has asked who it is."""
    field = row._meta.get_field(name)
    if not isinstance(field, SealedTextField):
        raise TypeError(f"{name} is not sealed text.")
    text: str | None = field.open(row)
    return text


def open_sealed_bytes(row: models.Model, name: str) -> bytes | None:
    """The bytes behind a guarded attribute, for the model's own use of them."""
    field = row._meta.get_field(name)
    if not isinstance(field, SealedBytesField):
        raise TypeError(f"{name} is not sealed bytes.")
    content: bytes | None = field.open(row)
    return content


def seal(row: models.Model, name: str, content: str | bytes | None) -> Sealed | None:
    """Content sealed for one column of one row, to be written with `update()`. The row itself stays as it is."""
    field = row._meta.get_field(name)
    if not isinstance(field, SealedField):
        raise TypeError(f"{name} is not a sealed column.")
    return field.seal(row, content)


def sealed_values(row: models.Model) -> dict[str, Sealed | None]:
    """All sealed columns of a row as they are to be written now: what fits is kept, the rest is sealed anew."""
    return {field.name: field.pre_save(row, add=False) for field in sealed_fields(type(row))}


def reseal(row: Any, *, guard_version: int, **changes: Any) -> bool:
    """Change a row and seal what has to be, in one UPDATE that wins only while the row has the version it was read at.

    `changes` may hold sealed and plain columns alike; who owns the row is asked after they are made. True: written, and
    the version is one higher. False: somebody saved meanwhile, or `row` was read at another version; it is as it was
    before. Then read it again and decide again.
    """
    if row.version != guard_version:
        return False
    before, related = row.__dict__.copy(), row._state.fields_cache.copy()
    won = False
    try:
        for name, value in {**changes, "version": guard_version + 1}.items():
            setattr(row, name, value)
        written = {name: getattr(row, name) for name in [*changes, "version"]} | sealed_values(row)
        won = bool(type(row)._base_manager.filter(pk=row.pk, version=guard_version).update(**written))
    finally:
        if not won:
            row.__dict__.clear()
            row.__dict__.update(before)
            row._state.fields_cache = related
    return won
