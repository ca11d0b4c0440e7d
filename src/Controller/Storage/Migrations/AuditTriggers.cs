namespace CloudBroadcast.Controller.Storage.Migrations;

/// <summary>Triggers that let the audit trail grow and do nothing else to it.</summary>
internal static class AuditTriggers
{
    // INSERT OR REPLACE deletes without asking a delete trigger, so a number that is taken is refused before.
    public const string Sqlite = """
        CREATE TRIGGER "AuditEntries_NoUpdate" BEFORE UPDATE ON "AuditEntries"
        BEGIN SELECT RAISE(ABORT, 'The audit trail is append-only.'); END;
        CREATE TRIGGER "AuditEntries_NoDelete" BEFORE DELETE ON "AuditEntries"
        BEGIN SELECT RAISE(ABORT, 'The audit trail is append-only.'); END;
        CREATE TRIGGER "AuditEntries_NoReplace" BEFORE INSERT ON "AuditEntries"
        WHEN EXISTS (SELECT 1 FROM "AuditEntries" WHERE "Number" >= NEW."Number")
        BEGIN SELECT RAISE(ABORT, 'The audit trail is append-only.'); END;
        """;

    public const string Postgres = """
        CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'The audit trail is append-only.'; END $$;
        CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON "AuditEntries" FOR EACH ROW EXECUTE FUNCTION audit_is_append_only();
        CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON "AuditEntries" FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();
        """;
}
