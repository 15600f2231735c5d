"""What Django cannot say: triggers that refuse change and deletion, the chain's head, near names, the tally by kind."""

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

TALLY = """
CREATE TABLE site_tally (
    kind varchar(60) NOT NULL, fact bigint NOT NULL, entry bigint NOT NULL, "on" date NOT NULL, until date,
    known bigint NOT NULL, gone bigint, gone_way varchar(8), ended bigint, end_on date, area varchar(12) NOT NULL,
    amount numeric(20, 2), quantity bigint, fits bigint NOT NULL, PRIMARY KEY (kind, fact)
) PARTITION BY LIST (kind);
CREATE INDEX site_tally_entry ON site_tally (entry);
CREATE TABLE site_tally_other PARTITION OF site_tally DEFAULT;
CREATE TABLE site_tallyrole (
    kind varchar(60) NOT NULL, role varchar(24) NOT NULL, party bigint NOT NULL, fact bigint NOT NULL,
    entry bigint NOT NULL, "on" date NOT NULL, until date, known bigint NOT NULL, gone bigint, ended bigint, end_on date,
    PRIMARY KEY (kind, role, party, fact) INCLUDE ("on", until, known, gone, ended, end_on)
) PARTITION BY LIST (kind);
CREATE INDEX site_tallyrole_fact ON site_tallyrole (fact);
CREATE INDEX site_tallyrole_entry ON site_tallyrole (entry);
CREATE TABLE site_tallyrole_other PARTITION OF site_tallyrole DEFAULT;
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
        migrations.RunSQL(TALLY, "DROP TABLE site_tally; DROP TABLE site_tallyrole;"),
        migrations.RunSQL(
            "CREATE INDEX act_subjects ON site_act USING gin (subjects jsonb_path_ops);"
            "CREATE INDEX party_name_near ON site_party USING gin (name gin_trgm_ops);"
            "CREATE INDEX entry_title_near ON site_entry USING gin (title gin_trgm_ops);",
            "DROP INDEX act_subjects; DROP INDEX party_name_near; DROP INDEX entry_title_near;",
        ),
    )
