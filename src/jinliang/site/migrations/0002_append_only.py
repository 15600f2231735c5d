"""What is written stays: triggers refuse change and deletion, the chain gets its head, names their trigram indexes."""

from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension
from django.db import migrations

APPEND_ONLY = (
    "act",
    "adoptedpack",
    "amendment",
    "entry",
    "fact",
    "factevidence",
    "factrole",
    "paper",
)

REFUSE = """
CREATE FUNCTION site_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$;
"""


def _guard(table: str) -> str:
    return (
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON site_{table}"
        f" FOR EACH ROW EXECUTE FUNCTION site_append_only();"
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON site_{table}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION site_append_only();"
    )


def _free(table: str) -> str:
    return f"DROP TRIGGER {table}_append_only ON site_{table}; DROP TRIGGER {table}_no_truncate ON site_{table};"


class Migration(migrations.Migration):
    dependencies = (("site", "0001_initial"),)

    operations = (
        TrigramExtension(),
        BtreeGistExtension(),
        migrations.RunSQL(REFUSE, "DROP FUNCTION site_append_only();"),
        *(migrations.RunSQL(_guard(table), _free(table)) for table in APPEND_ONLY),
        migrations.RunSQL(
            f"INSERT INTO site_head (id, number, hash) VALUES (1, 0, '{'0' * 64}');", "DELETE FROM site_head;"
        ),
        migrations.RunSQL(
            "CREATE INDEX party_name_near ON site_party USING gin (name gin_trgm_ops);"
            "CREATE INDEX entry_title_near ON site_entry USING gin (title gin_trgm_ops);",
            "DROP INDEX party_name_near; DROP INDEX entry_title_near;",
        ),
    )
