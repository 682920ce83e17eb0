using System.Buffers.Text;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace DmElements.Signaling;

public sealed class TokenOptions : AuthenticationSchemeOptions
{
    /// <summary>Shared with the site (HS256), at least 32 bytes of UTF-8; empty with <see cref="Anonymous"/>.</summary>
    public string Secret { get; set; } = "";

    /// <summary>Takes everybody at their word (`?user=`): for a try-out only.</summary>
    public bool Anonymous { get; set; }
}

/// <summary>
/// Who is this? A JSON Web Token (RFC 7519, HS256) whose subject is the user id, in the query where browsers put it for
/// WebSockets. A site that has its own authentication uses that instead; this hub needs no package beyond ASP.NET Core.
/// </summary>
public sealed class Tokens(IOptionsMonitor<TokenOptions> options, ILoggerFactory logger, UrlEncoder encoder, TimeProvider time)
    : AuthenticationHandler<TokenOptions>(options, logger, encoder)
{
    public const string SchemeName = "dm-token";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var (user, expires) = Options.Anonymous ? (Request.Query["user"].ToString(), null) : Verify(TokenOf(Request));
        if (string.IsNullOrEmpty(user) || user.Length > Limits.MaxId)
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, user)], SchemeName);
        // With the end of the token the hub closes the connection, and the page comes back with a fresh one.
        var properties = new AuthenticationProperties { ExpiresUtc = expires };
        var ticket = new AuthenticationTicket(new ClaimsPrincipal(identity), properties, SchemeName);
        return Task.FromResult(AuthenticateResult.Success(ticket));
    }

    private static string TokenOf(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith("Bearer ", StringComparison.Ordinal) ? header[7..] : request.Query["access_token"].ToString();
    }

    /// <summary>The subject and the end of the token, or nobody for whatever is wrong with it.</summary>
    private (string?, DateTimeOffset?) Verify(string token)
    {
        var parts = token.Split('.');
        if (parts.Length != 3)
        {
            return (null, null);
        }
        try
        {
            using var header = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[0]));
            using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1]));
            var mac = HMACSHA256.HashData(Encoding.UTF8.GetBytes(Options.Secret), Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"));
            var genuine = header.RootElement.GetProperty("alg").GetString() == "HS256"
                && CryptographicOperations.FixedTimeEquals(mac, Base64Url.DecodeFromChars(parts[2]));
            var expires = DateTimeOffset.FromUnixTimeSeconds(claims.RootElement.GetProperty("exp").GetInt64());
            return genuine && expires > time.GetUtcNow() ? (claims.RootElement.GetProperty("sub").GetString(), expires) : (null, null);
        }
        catch (Exception error) when (error is JsonException or FormatException or KeyNotFoundException or InvalidOperationException)
        {
            return (null, null);
        }
    }
}
