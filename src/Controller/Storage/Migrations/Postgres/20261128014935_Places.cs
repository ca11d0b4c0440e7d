using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace CloudBroadcast.Controller.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Places : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "VolumePercent",
                table: "Gateways",
                type: "integer",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "DutyPhones",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Position = table.Column<int>(type: "integer", nullable: false),
                    Name = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Number = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_DutyPhones", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "MapPlaces",
                columns: table => new
                {
                    AreaCode = table.Column<string>(type: "character varying(14)", nullable: false),
                    X = table.Column<int>(type: "integer", nullable: false),
                    Y = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_MapPlaces", x => x.AreaCode);
                    table.ForeignKey(
                        name: "FK_MapPlaces_Areas_AreaCode",
                        column: x => x.AreaCode,
                        principalTable: "Areas",
                        principalColumn: "Code",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "PresenceChanges",
                columns: table => new
                {
                    Number = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    GatewayId = table.Column<string>(type: "character varying(63)", maxLength: 63, nullable: false),
                    At = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    Standing = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PresenceChanges", x => x.Number);
                });

            migrationBuilder.CreateTable(
                name: "PresenceWatches",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false),
                    Until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PresenceWatches", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "ShiftNotes",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    At = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    Author = table.Column<string>(type: "text", nullable: false),
                    Text = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ShiftNotes", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_PresenceChanges_At",
                table: "PresenceChanges",
                column: "At");

            migrationBuilder.CreateIndex(
                name: "IX_PresenceChanges_GatewayId_Number",
                table: "PresenceChanges",
                columns: new[] { "GatewayId", "Number" });

            migrationBuilder.CreateIndex(
                name: "IX_ShiftNotes_At",
                table: "ShiftNotes",
                column: "At");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "DutyPhones");

            migrationBuilder.DropTable(
                name: "MapPlaces");

            migrationBuilder.DropTable(
                name: "PresenceChanges");

            migrationBuilder.DropTable(
                name: "PresenceWatches");

            migrationBuilder.DropTable(
                name: "ShiftNotes");

            migrationBuilder.DropColumn(
                name: "VolumePercent",
                table: "Gateways");
        }
    }
}
