using System.Data;
using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace CloudBroadcast.Controller.Storage;

/// <summary>
/// Inserts many rows of one entity by one prepared command, as the model maps it, without tracking them: what the model's own
/// way costs for each row is a multiple of what the database needs. What the database makes itself (a number) is left to it.
/// </summary>
internal static class ManyRows
{
    /// <summary>Writes the rows in their order. The context must have begun a transaction.</summary>
    public static async Task InsertAsync<T>(TownDbContext database, IEnumerable<T> rows, CancellationToken cancellationToken)
        where T : class
    {
        var columns = ColumnsOf(database.Model.FindEntityType(typeof(T))!);
        await using var command = CommandOf(database, columns);
        foreach (var row in rows)
        {
            for (var index = 0; index < columns.Count; index++)
            {
                command.Parameters[index].Value = columns[index].ValueOf(row) ?? DBNull.Value;
            }

            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private static List<Column> ColumnsOf(IEntityType entity)
    {
        var table = StoreObjectIdentifier.Create(entity, StoreObjectType.Table)!.Value;
        return [.. from property in entity.GetProperties()
                   where property.ValueGenerated is ValueGenerated.Never
                   select new Column(table.Name, property.GetColumnName(table)!, property)];
    }

    private static DbCommand CommandOf(TownDbContext database, List<Column> columns)
    {
        var sql = database.GetService<ISqlGenerationHelper>();
        var command = database.Database.GetDbConnection().CreateCommand();
        command.Transaction = database.Database.CurrentTransaction!.GetDbTransaction();
        foreach (var (column, index) in columns.Select((column, index) => (column, index)))
        {
            var mapping = column.Property.GetRelationalTypeMapping();
            command.Parameters.Add(mapping.CreateParameter(command, $"p{index}", null, column.Property.IsNullable, ParameterDirection.Input));
        }

        // Names of the model alone; no value stands in the text.
#pragma warning disable CA2100
        command.CommandText = $"INSERT INTO {sql.DelimitIdentifier(columns[0].Table)} ({string.Join(", ", columns.Select(column => sql.DelimitIdentifier(column.Name)))}) "
            + $"VALUES ({string.Join(", ", columns.Select((_, index) => $"@p{index}"))})";
#pragma warning restore CA2100
        return command;
    }

    private sealed class Column(string table, string name, IProperty property)
    {
        private readonly Func<object?, object?>? _convert = property.GetRelationalTypeMapping().Converter?.ConvertToProvider;

        public string Table => table;

        public string Name => name;

        public IProperty Property => property;

        public object? ValueOf(object row)
        {
            var value = property.PropertyInfo!.GetValue(row);
            return _convert is null ? value : _convert(value);
        }
    }
}
