import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agendas", "0013_two_texts_become_one"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.DeleteModel(name="NoteConflict"),
        migrations.DeleteModel(name="PrivateNoteConflict"),
        *(
            migrations.AddField(
                model_name=name,
                name="also_by",
                field=models.ForeignKey(
                    null=True,
                    on_delete=django.db.models.deletion.SET_NULL,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            )
            for name in ("noteversion", "sharednote")
        ),
    ]
