using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CloudBroadcast.DeviceAgent.Link;
using CloudBroadcast.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace CloudBroadcast.DeviceAgent.Enrolment;

/// <summary>A controller that enrols one gateway over HTTPS, or does whatever a test has it do instead.</summary>
internal sealed class FakeEnroller : IAsyncDisposable
{
    private readonly WebApplication _application;

    private FakeEnroller(WebApplication application, FakeAuthority authority)
    {
        _application = application;
        Authority = authority;
        Code = EnrolmentCode.Create(authority.Root);
    }

    public FakeAuthority Authority { get; }

    public EnrolmentCode Code { get; }

    /// <summary>Signs the configuration; whoever gives another one disposes it.</summary>
    public SigningKey Key { get; set; } = SigningKey.Create();

    public List<EnrolmentRequest> Requests { get; } = [];

    /// <summary>What it says is its authority.</summary>
    public string AuthorityPem { get; set; } = "";

    /// <summary>Not null: the status of every answer to an enrolment.</summary>
    public int? Status { get; set; }

    public Func<EnrolmentAnswer, EnrolmentAnswer> Change { get; set; } = answer => answer;

    public Func<GatewayConfiguration, GatewayConfiguration> Configure { get; set; } = configuration => configuration;

    /// <summary>Whose key the certificate is for, if not the gateway's.</summary>
    public ECDsa? AnotherKey { get; set; }

    public int Port => new Uri(_application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()).Port;

    public static async Task<FakeEnroller> StartAsync(FakeAuthority authority, X509Certificate2 certificate)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        builder.Services.AddRoutingCore();
        var application = builder.Build();
        var enroller = new FakeEnroller(application, authority) { AuthorityPem = authority.RootPem };
        application.UseRouting();
        application.MapGet(GatewayPaths.Authority, (RequestDelegate)(context => context.Response.WriteAsync(enroller.AuthorityPem)));
        application.MapPost(GatewayPaths.Enrolment, (RequestDelegate)enroller.EnrolAsync);
        await application.StartAsync();
        return enroller;
    }

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        Key.Dispose();
    }

    private async Task EnrolAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        Assert.True(WireJson.TryRead<EnrolmentRequest>(body.ToArray(), out var request, out var problem), problem);
        Requests.Add(request);
        context.Response.StatusCode = Status ?? (request.Secret == Code.Secret ? 200 : 403);
        if (context.Response.StatusCode == 200)
        {
            await context.Response.Body.WriteAsync(WireJson.Write(Change(Answer(request))));
        }
    }

    private EnrolmentAnswer Answer(EnrolmentRequest request)
    {
        var asked = CertificateRequest.LoadSigningRequestPem(request.CertificateRequest, HashAlgorithmName.SHA256);
        using var key = asked.PublicKey.GetECDsaPublicKey()!;
        return new EnrolmentAnswer
        {
            Version = WireVersion.Current,
            Gateway = Orders.Gateway,
            Certificate = Authority.Gateway(Orders.Gateway, AnotherKey ?? key),
            Configuration = ConfigurationCodec.Sign(Configure(FakeAuthority.Configuration(Orders.Gateway, Key)), Key),
            MqttPort = 8883,
        };
    }
}
