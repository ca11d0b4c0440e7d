namespace CloudBroadcast.Controller.Console.Language;

/// <summary>What somebody has chosen of how the pages look and speak: kept in this browser for a year, out of reach of scripts.</summary>
internal static class KeptChoice
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(365);

    public static void Write(HttpContext http, string cookie, string value) => http.Response.Cookies.Append(
        cookie, value, new CookieOptions { MaxAge = Kept, HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = http.Request.IsHttps, IsEssential = true });
}
