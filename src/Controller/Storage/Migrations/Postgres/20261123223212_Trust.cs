using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CloudBroadcast.Controller.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Trust : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropPrimaryKey(
                name: "PK_OrderCounters",
                table: "OrderCounters");

            migrationBuilder.AddColumn<string>(
                name: "KeyId",
                table: "OrderCounters",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "Curfew",
                table: "Gateways",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "EmergencyNeedsApproval",
                table: "Gateways",
                type: "boolean",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "EnrolledAt",
                table: "Gateways",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "InstalledRevision",
                table: "Gateways",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<TimeSpan>(
                name: "LongestPlay",
                table: "Gateways",
                type: "interval",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "RevokedAt",
                table: "Gateways",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "RevokedReason",
                table: "Gateways",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "StartsPerHour",
                table: "Gateways",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "KeyId",
                table: "Broadcasts",
                type: "text",
                nullable: true);

            migrationBuilder.AddPrimaryKey(
                name: "PK_OrderCounters",
                table: "OrderCounters",
                columns: new[] { "Issuer", "KeyId" });

            migrationBuilder.CreateTable(
                name: "EnrolmentCodes",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    GatewayId = table.Column<string>(type: "character varying(63)", nullable: false),
                    MadeBy = table.Column<string>(type: "text", nullable: false),
                    MadeAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ExpiresAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    EndedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    UsedFrom = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_EnrolmentCodes", x => x.Id);
                    table.ForeignKey(
                        name: "FK_EnrolmentCodes_Gateways_GatewayId",
                        column: x => x.GatewayId,
                        principalTable: "Gateways",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "IssuedConfigurations",
                columns: table => new
                {
                    GatewayId = table.Column<string>(type: "character varying(63)", nullable: false),
                    Revision = table.Column<long>(type: "bigint", nullable: false),
                    Document = table.Column<byte[]>(type: "bytea", nullable: false),
                    IssuedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ApprovedBy = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_IssuedConfigurations", x => new { x.GatewayId, x.Revision });
                    table.ForeignKey(
                        name: "FK_IssuedConfigurations_Gateways_GatewayId",
                        column: x => x.GatewayId,
                        principalTable: "Gateways",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "KeyRotations",
                columns: table => new
                {
                    Purpose = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    StartedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    SwitchAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_KeyRotations", x => x.Purpose);
                });

            migrationBuilder.CreateTable(
                name: "OperatorKeys",
                columns: table => new
                {
                    KeyId = table.Column<string>(type: "text", nullable: false),
                    Name = table.Column<string>(type: "text", nullable: false),
                    PublicKey = table.Column<byte[]>(type: "bytea", nullable: false),
                    RegisteredBy = table.Column<string>(type: "text", nullable: false),
                    RegisteredAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ConfirmedBy = table.Column<string>(type: "text", nullable: true),
                    ConfirmedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_OperatorKeys", x => x.KeyId);
                });

            migrationBuilder.CreateIndex(
                name: "IX_EnrolmentCodes_GatewayId",
                table: "EnrolmentCodes",
                column: "GatewayId");

            migrationBuilder.CreateIndex(
                name: "IX_EnrolmentCodes_Hash",
                table: "EnrolmentCodes",
                column: "Hash",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "EnrolmentCodes");

            migrationBuilder.DropTable(
                name: "IssuedConfigurations");

            migrationBuilder.DropTable(
                name: "KeyRotations");

            migrationBuilder.DropTable(
                name: "OperatorKeys");

            migrationBuilder.DropPrimaryKey(
                name: "PK_OrderCounters",
                table: "OrderCounters");

            migrationBuilder.DropColumn(
                name: "KeyId",
                table: "OrderCounters");

            migrationBuilder.DropColumn(
                name: "Curfew",
                table: "Gateways");

            migrationBuilder.DropColumn(
                name: "EmergencyNeedsApproval",
                table: "Gateways");

            migrationBuilder.DropColumn(
                name: "EnrolledAt",
                table: "Gateways");

            migrationBuilder.DropColumn(
                name: "InstalledRevision",
                table: "Gateways");

            migrationBuilder.DropColumn(
                name: "LongestPlay",
                table: "Gateways");

            migrationBuilder.DropColumn(
                name: "RevokedAt",
                table: "Gateways");

            migrationBuilder.DropColumn(
                name: "RevokedReason",
                table: "Gateways");

            migrationBuilder.DropColumn(
                name: "StartsPerHour",
                table: "Gateways");

            migrationBuilder.DropColumn(
                name: "KeyId",
                table: "Broadcasts");

            migrationBuilder.AddPrimaryKey(
                name: "PK_OrderCounters",
                table: "OrderCounters",
                column: "Issuer");
        }
    }
}
