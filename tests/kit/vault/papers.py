"""Two models of these tests only, in a registry of their own: no migration and no list of columns knows them."""

from django.apps.registry import Apps
from django.db import models

from kit.ids import new_id
from kit.vault import Owner, SealedBytesField, SealedTextField

registry = Apps()


class Paper(models.Model):
    """Its author's until it is shared, then the pair's. The diary stays the author's."""

    id = models.UUIDField(primary_key=True, default=new_id)
    pair_id = models.UUIDField(default=new_id)
    author_id = models.UUIDField(default=new_id)
    shared = models.BooleanField(default=True)
    plain = models.CharField(max_length=300, blank=True)
    title = SealedTextField(label="paper.title", owner="sealing_owner", max_length=300)
    body = SealedTextField(label="paper.body", owner="sealing_owner", null=True)
    drawing = SealedBytesField(label="paper.drawing", owner="sealing_owner", null=True)
    diary = SealedTextField(label="paper.diary", owner="author", null=True, guarded=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        app_label = "papers"
        apps = registry

    @property
    def author(self) -> Owner:
        return Owner("author", self.author_id)

    @property
    def sealing_owner(self) -> Owner:
        return Owner("pair", self.pair_id) if self.shared else self.author


class Slip(models.Model):
    """Stuck to a paper."""

    id = models.UUIDField(primary_key=True, default=new_id)
    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="slips")
    text = SealedTextField(label="slip.text", owner="sealing_owner")
    version = models.PositiveIntegerField(default=0)

    class Meta:
        app_label = "papers"
        apps = registry

    @property
    def sealing_owner(self) -> Owner:
        return self.paper.sealing_owner
