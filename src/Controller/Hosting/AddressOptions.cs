using System.ComponentModel.DataAnnotations;
using System.Net;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Hosting;

/// <summary>Where the controller listens (section <c>Host</c>).</summary>
internal sealed class AddressOptions : IValidatableObject
{
    public const string Section = "Host";

    /// <summary>Addresses of console and API, separated by semicolons: <c>http://</c>, an IP address or localhost, a port (0 = any free one).</summary>
    [Required]
    public string Http { get; set; } = "http://127.0.0.1:5080";

    /// <summary>IP address and port of the broker (0 = any free one); TLS alone is spoken there.</summary>
    [Required]
    public string Mqtt { get; set; } = "0.0.0.0:8883";

    /// <summary>IP address and port where gateways are enrolled (0 = any free one); TLS alone is spoken there, and nothing of console or API.</summary>
    [Required]
    public string GatewayHttps { get; set; } = "0.0.0.0:8443";

    /// <summary>
    /// Host names under which console and API may be asked for, beside localhost, 127.0.0.1, [::1], the addresses in
    /// <see cref="Http"/> and <c>Gateways:ServerNames</c>.
    /// </summary>
    public List<string> AllowedHosts { get; set; } = [];

    /// <summary>The addresses in <see cref="Http"/>.</summary>
    public IReadOnlyList<IPEndPoint> HttpEndPoints() => Http.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(url => Parse(url) ?? throw new OptionsValidationException(Section, typeof(AddressOptions), [Problem(nameof(Http), url)]))
        .ToList();

    /// <summary>The address in <see cref="Mqtt"/>.</summary>
    public IPEndPoint MqttEndPoint() => IPEndPoint.Parse(Mqtt);

    /// <summary>The address in <see cref="GatewayHttps"/>.</summary>
    public IPEndPoint GatewayHttpsEndPoint() => IPEndPoint.Parse(GatewayHttps);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var url in Http.Split(';').Where(url => Parse(url.Trim()) is null))
        {
            yield return new ValidationResult(Problem(nameof(Http), url), [nameof(Http)]);
        }

        foreach (var (name, value) in new[] { (nameof(Mqtt), Mqtt), (nameof(GatewayHttps), GatewayHttps) })
        {
            if (!IPEndPoint.TryParse(value, out _) || !value.Contains(':', StringComparison.Ordinal))
            {
                yield return new ValidationResult($"{Section}:{name} is \"{value}\"; an address such as \"0.0.0.0:8883\" is needed.", [name]);
            }
        }
    }

    private static string Problem(string name, string value) =>
        $"{Section}:{name} holds \"{value}\"; an address such as \"http://127.0.0.1:5080\" is needed.";

    private static IPEndPoint? Parse(string url)
    {
        const string Scheme = "http://";
        if (!url.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var address = url[Scheme.Length..].TrimEnd('/').Replace("localhost:", "127.0.0.1:", StringComparison.OrdinalIgnoreCase);
        return address.Contains(':', StringComparison.Ordinal) && IPEndPoint.TryParse(address, out var endPoint) ? endPoint : null;
    }
}

[OptionsValidator]
internal sealed partial class AddressOptionsValidator : IValidateOptions<AddressOptions>;
