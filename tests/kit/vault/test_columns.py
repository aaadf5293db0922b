from django.apps.registry import Apps
from django.core.checks import run_checks
from django.db import models

from kit.ids import new_id
from kit.vault import SealedTextField, sealed_columns
from kit.vault.columns import SealedColumn, labels_are_unique, sealed_models
from kit.vault.fields import sealed_fields
from tests.kit.vault.papers import Paper, Slip


class Bad(models.Model):
    """Everything that the checks complain of."""

    label_of_paper = SealedTextField(label="paper.title", owner="nobody")
    id = models.UUIDField(primary_key=True)

    class Meta:
        app_label = "papers"
        apps = Apps()
        ordering = ("-label_of_paper",)


class Sorted(models.Model):
    """Rows arranged by ciphertext."""

    id = models.UUIDField(primary_key=True, default=new_id)
    indexed = SealedTextField(label="sorted.indexed", owner="id")
    distinct = SealedTextField(label="sorted.distinct", owner="id")
    version = models.IntegerField(default=0)

    class Meta:
        app_label = "papers"
        apps = Apps()
        indexes = (models.Index(fields=["-indexed"], name="i"),)
        constraints = (models.UniqueConstraint(fields=["distinct"], name="u"),)


def complaints(model: type[models.Model]) -> list[tuple[str, str | None]]:
    return [(field.name, message.id) for field in sealed_fields(model) for message in field.check()]


def test_a_good_model_passes():
    assert complaints(Paper) == complaints(Slip) == []


def test_a_model_that_cannot_hold_sealed_words_is_refused():
    assert [found for _, found in complaints(Bad)] == ["vault.E001", "vault.E002", "vault.E003", "vault.E004"]


def test_indexes_and_constraints_on_ciphertext_are_refused():
    assert complaints(Sorted) == [("indexed", "vault.E004"), ("distinct", "vault.E004")]


class Registry(Apps):
    """Stands in for the models of the product."""

    def __init__(self, *models: type[models.Model]) -> None:
        self.listed = models

    def get_models(self, *args, **kwargs):
        return list(self.listed)


def test_columns_are_listed_by_model():
    listed = sealed_columns(Registry(Slip, Paper))
    assert listed[0] == SealedColumn("papers.Paper", "title", "paper.title", "sealing_owner")
    assert [(column.model, column.field) for column in listed] == [
        ("papers.Paper", "title"),
        ("papers.Paper", "body"),
        ("papers.Paper", "drawing"),
        ("papers.Paper", "diary"),
        ("papers.Slip", "text"),
    ]


def test_a_label_given_twice_is_refused():
    assert labels_are_unique(None, registry=Registry(Paper, Slip)) == []
    assert [message.id for message in labels_are_unique(None, registry=Registry(Paper, Bad))] == ["vault.E005"]


def test_the_product_passes_its_own_checks():
    assert [message for message in run_checks(tags=["models"]) if str(message.id).startswith("vault.")] == []
    assert Paper not in sealed_models()
