using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using CloudBroadcast.DeviceAgent.Link;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Enrolment;

/// <summary>What a gateway that knows nobody says to a controller, as docs/wire/enrolment.md orders it.</summary>
internal sealed class EnrolmentConversation(Uri controller, EnrolmentCode code, TimeSpan patience)
{
    private const int LongestAnswer = 256 * 1024;

    /// <summary>The authority that the code pins, from whoever answers at the address.</summary>
    /// <exception cref="EnrolmentFailure">Nobody answers, or it is another controller.</exception>
    public async Task<X509Certificate2> AuthorityAsync()
    {
#pragma warning disable CA5359 // Nothing is said here and nothing believed: the pin decides.
        using var client = Client((_, _, _, _) => true);
#pragma warning restore CA5359
        using var answer = await SendAsync(client, new HttpRequestMessage(HttpMethod.Get, GatewayPaths.Authority));
        var text = await TextAsync(answer);
        X509Certificate2? authority = null;
        try
        {
            authority = answer.IsSuccessStatusCode ? X509Certificate2.CreateFromPem(text) : null;
            return authority is not null && code.Pins(authority.RawData) ? authority : throw Foreign();
        }
        catch (CryptographicException)
        {
            throw Foreign();
        }
        catch (EnrolmentFailure)
        {
            authority?.Dispose();
            throw;
        }
    }

    /// <summary>Sends the request to a controller that stands on the authority and bears the name that was typed.</summary>
    /// <exception cref="EnrolmentFailure">It does not, or the code is not good.</exception>
    public async Task<EnrolmentAnswer> EnrolAsync(X509Certificate2 authority, string certificateRequest)
    {
        var rejected = false;

        // The gateway's clock is not known to be right: the validity of certificates waits for attested time.
        using var client = Client((_, certificate, chain, errors) =>
        {
            var good = ServerCertificate.IsGood(certificate, chain, errors, [authority], at: null);
            rejected |= !good;
            return good;
        });
        var request = new EnrolmentRequest { Version = WireVersion.Current, Secret = code.Secret, CertificateRequest = certificateRequest };
        using var content = new ByteArrayContent(WireJson.Write(request)) { Headers = { ContentType = new("application/json") } };
        using var answer = await SendAsync(client, new HttpRequestMessage(HttpMethod.Post, GatewayPaths.Enrolment) { Content = content }, () => rejected);
        if (answer.StatusCode != HttpStatusCode.OK)
        {
            throw Refused(answer.StatusCode);
        }

        return WireJson.TryRead<EnrolmentAnswer>(Encoding.UTF8.GetBytes(await TextAsync(answer)), out var read, out var problem) && read.Version == WireVersion.Current
            ? read
            : throw new EnrolmentFailure($"the controller at {controller.Authority} gave an answer that can't be read ({problem ?? "another version"}); is its version newer?");
    }

    private async Task<HttpResponseMessage> SendAsync(HttpClient client, HttpRequestMessage request, Func<bool>? wasRejected = null)
    {
        using (request)
        {
            try
            {
                return await client.SendAsync(request);
            }
            catch (Exception error) when (error is HttpRequestException && wasRejected?.Invoke() == true)
            {
                throw new EnrolmentFailure($"the certificate of the controller at {controller.Authority} does not name '{controller.Host}', or is not of its authority; type the name that it is known by");
            }
            catch (Exception error) when (error is HttpRequestException or OperationCanceledException)
            {
                var why = error is OperationCanceledException ? $"no answer within {patience.TotalSeconds:0} s" : error.GetBaseException().Message;
                throw new EnrolmentFailure($"the controller at {controller.Authority} can't be reached: {why}");
            }
        }
    }

    private HttpClient Client(RemoteCertificateValidationCallback believes)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false, ConnectTimeout = patience };
        handler.SslOptions.RemoteCertificateValidationCallback = believes;
        handler.SslOptions.EnabledSslProtocols = System.Security.Authentication.SslProtocols.Tls12 | System.Security.Authentication.SslProtocols.Tls13;
        return new HttpClient(handler) { BaseAddress = controller, Timeout = patience, MaxResponseContentBufferSize = LongestAnswer };
    }

    private static Task<string> TextAsync(HttpResponseMessage answer) => answer.Content.ReadAsStringAsync();

    private EnrolmentFailure Foreign() => new($"the controller at {controller.Authority} is not the one this code was made for");

    private EnrolmentFailure Refused(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Forbidden => new("the code is not good: mistyped, used already or older than an hour; make a new one in the console"),
        HttpStatusCode.TooManyRequests => new($"the controller at {controller.Authority} was asked too often; wait some minutes"),
        _ => new($"the controller at {controller.Authority} answered with status {(int)status}; look into its log"),
    };
}
