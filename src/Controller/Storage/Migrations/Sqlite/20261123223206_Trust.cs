using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CloudBroadcast.Controller.Storage.Migrations.Sqlite
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
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "Curfew",
                table: "Gateways",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "EmergencyNeedsApproval",
                table: "Gateways",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "EnrolledAt",
                table: "Gateways",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "InstalledRevision",
                table: "Gateways",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<TimeSpan>(
                name: "LongestPlay",
                table: "Gateways",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "RevokedAt",
                table: "Gateways",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "RevokedReason",
                table: "Gateways",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "StartsPerHour",
                table: "Gateways",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "KeyId",
                table: "Broadcasts",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddPrimaryKey(
                name: "PK_OrderCounters",
                table: "OrderCounters",
                columns: new[] { "Issuer", "KeyId" });

            migrationBuilder.CreateTable(
                name: "EnrolmentCodes",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Hash = table.Column<byte[]>(type: "BLOB", nullable: false),
                    GatewayId = table.Column<string>(type: "TEXT", nullable: false),
                    MadeBy = table.Column<string>(type: "TEXT", nullable: false),
                    MadeAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ExpiresAt = table.Column<long>(type: "INTEGER", nullable: false),
                    EndedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    UsedFrom = table.Column<string>(type: "TEXT", nullable: true)
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
                    GatewayId = table.Column<string>(type: "TEXT", nullable: false),
                    Revision = table.Column<long>(type: "INTEGER", nullable: false),
                    Document = table.Column<byte[]>(type: "BLOB", nullable: false),
                    IssuedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ApprovedBy = table.Column<string>(type: "TEXT", nullable: true)
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
                    Purpose = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    StartedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    SwitchAt = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_KeyRotations", x => x.Purpose);
                });

            migrationBuilder.CreateTable(
                name: "OperatorKeys",
                columns: table => new
                {
                    KeyId = table.Column<string>(type: "TEXT", nullable: false),
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    PublicKey = table.Column<byte[]>(type: "BLOB", nullable: false),
                    RegisteredBy = table.Column<string>(type: "TEXT", nullable: false),
                    RegisteredAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ConfirmedBy = table.Column<string>(type: "TEXT", nullable: true),
                    ConfirmedAt = table.Column<long>(type: "INTEGER", nullable: true)
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
