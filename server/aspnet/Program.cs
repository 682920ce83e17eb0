using DmElements.Signaling;
using Microsoft.AspNetCore.SignalR;

// DM_SECRET: what tokens are signed with. DM_ANONYMOUS=1 instead takes anybody under any id, for a try-out.
// DM_ORIGINS: pages that may connect, separated by spaces. DM_REQUESTS_PER_PAIR: at once; default 5.
var builder = WebApplication.CreateBuilder(args);
var secret = builder.Configuration["DM_SECRET"] ?? "";
var anonymous = builder.Configuration["DM_ANONYMOUS"] == "1";
var origins = (builder.Configuration["DM_ORIGINS"] ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
if (!anonymous && System.Text.Encoding.UTF8.GetByteCount(secret) < 32)
{
    Console.Error.WriteLine("Say who may come in: DM_SECRET (at least 32 bytes), or DM_ANONYMOUS=1 for a try-out.");
    return 2;
}

builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddSingleton<Presence>();
builder.Services.AddSingleton(new Limits(TimeProvider.System, builder.Configuration.GetValue("DM_REQUESTS_PER_PAIR", 5)));
builder.Services.AddSingleton<IAccess, EverybodyMayReachEverybody>();
builder.Services
    .AddAuthentication(Tokens.SchemeName)
    .AddScheme<TokenOptions, Tokens>(Tokens.SchemeName, options => (options.Secret, options.Anonymous) = (secret, anonymous));
builder.Services.AddAuthorization();
builder.Services.AddCors(cors => cors.AddDefaultPolicy(policy =>
    policy.WithOrigins(origins).AllowAnyHeader().AllowAnyMethod().AllowCredentials()));
builder.Services.AddSignalR(hub =>
{
    // UTF-8 of a payload of full length, and its envelope.
    hub.MaximumReceiveMessageSize = 4 * Limits.MaxPayload;
    hub.ClientTimeoutInterval = TimeSpan.FromSeconds(45);
});

var app = builder.Build();
app.UseCors();
app.UseAuthentication();
app.UseAuthorization();
app.MapHub<SignalingHub>("/hub", hub => hub.CloseOnAuthenticationExpiration = true);
app.MapGet("/healthz", () => "ok");
app.Run();
return 0;
