using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CloudBroadcast.Controller.Storage.Migrations.Sqlite
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
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "DutyPhones",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Position = table.Column<int>(type: "INTEGER", nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Number = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_DutyPhones", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "MapPlaces",
                columns: table => new
                {
                    AreaCode = table.Column<string>(type: "TEXT", nullable: false),
                    X = table.Column<int>(type: "INTEGER", nullable: false),
                    Y = table.Column<int>(type: "INTEGER", nullable: false)
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
                    Number = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    GatewayId = table.Column<string>(type: "TEXT", maxLength: 63, nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    Standing = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PresenceChanges", x => x.Number);
                });

            migrationBuilder.CreateTable(
                name: "PresenceWatches",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false),
                    Until = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PresenceWatches", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "ShiftNotes",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    Author = table.Column<string>(type: "TEXT", nullable: false),
                    Text = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: false)
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
