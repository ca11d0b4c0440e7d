using System.Text.Json;

namespace CloudBroadcast.Controller.Hosting;

/// <summary>Says in words what values a type takes in the API.</summary>
internal static class ValueWords
{
    public static string For(Type type)
    {
        var bare = Nullable.GetUnderlyingType(type) ?? type;
        return bare.IsEnum
            ? string.Join(", ", Enum.GetNames(bare).Select(JsonNamingPolicy.CamelCase.ConvertName))
            : For(bare.Name);
    }

    /// <param name="typeName">As C# or the runtime calls it.</param>
    public static string For(string typeName) => typeName.TrimEnd('?') switch
    {
        "int" or "long" or nameof(Int32) or nameof(Int64) => "a whole number",
        "double" or nameof(Double) => "a number",
        "bool" or nameof(Boolean) => "true or false",
        "string" or nameof(String) => "text",
        nameof(Guid) => "an id such as 0192a1b2-c3d4-e5f6-0718-293a4b5c6d02",
        nameof(DateTimeOffset) => "an instant such as 2026-11-24T07:00:00Z",
        nameof(DateOnly) => "a date such as 2026-11-24",
        nameof(TimeOnly) => "a time of day such as 07:00:00",
        nameof(TimeSpan) => "a length of time such as 00:10:00",
        _ => "what /openapi/v1.json says",
    };
}
