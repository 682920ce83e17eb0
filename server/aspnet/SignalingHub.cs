using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;

namespace DmElements.Signaling;

/// <summary>What the hub calls in a page.</summary>
public interface ISignalingClient
{
    Task DMSessionRequest(string from);
    Task DMSessionAccepted(string from);
    Task DMSessionRejected(string from);
    Task ReceiveOffer(string from, string payload);
    Task ReceiveAnswer(string from, string payload);
    Task ReceiveIceCandidate(string from, string payload);
    Task DMSessionEnded(string from);
    Task PresenceChanged(string user, bool online);
}

/// <summary>
/// Introduces two people: requests, answers, and opaque strings between them. The strings are sealed by the pages; this
/// hub relays them without a look, keeps none, and logs who and what kind, never what was in them.
/// </summary>
[Authorize]
public sealed class SignalingHub(Presence presence, Limits limits, IAccess access, ILogger<SignalingHub> logger)
    : Hub<ISignalingClient>
{
    private string Self => Context.UserIdentifier ?? throw new HubException(Codes.Unauthorized);

    public override async Task OnConnectedAsync()
    {
        if (!presence.TryAdd(Self, Context.ConnectionId, out var first))
        {
            throw new HubException(Codes.RateLimited);
        }
        logger.LogInformation("connected {User}", Self);
        if (first)
        {
            await TellWatchers(Self, true);
        }
        await base.OnConnectedAsync();
    }

    public override async Task OnDisconnectedAsync(Exception? exception)
    {
        if (presence.Remove(Self, Context.ConnectionId))
        {
            await TellWatchers(Self, false);
        }
        logger.LogInformation("disconnected {User}", Self);
        await base.OnDisconnectedAsync(exception);
    }

    public Task RequestDMSession(string target) =>
        Relay(target, "request", client => client.DMSessionRequest(Self));

    /// <summary>The other pages of this person stop ringing.</summary>
    public async Task AcceptDMSession(string target)
    {
        await Relay(target, "accept", client => client.DMSessionAccepted(Self));
        await Clients.Clients(presence.OtherPages(Self, Context.ConnectionId)).DMSessionEnded(target);
    }

    public async Task RejectDMSession(string target)
    {
        await Relay(target, "reject", client => client.DMSessionRejected(Self));
        await Clients.Clients(presence.OtherPages(Self, Context.ConnectionId)).DMSessionEnded(target);
    }

    public Task SendOffer(string target, string payload) =>
        Relay(target, "offer", client => client.ReceiveOffer(Self, payload), payload);

    public Task SendAnswer(string target, string payload) =>
        Relay(target, "answer", client => client.ReceiveAnswer(Self, payload), payload);

    public Task SendIceCandidate(string target, string payload) =>
        Relay(target, "candidate", client => client.ReceiveIceCandidate(Self, payload), payload);

    public Task EndDMSession(string target) => Relay(target, "end", client => client.DMSessionEnded(Self));

    /// <summary>Whether somebody has a page open, once now and then at each change.</summary>
    public async Task WatchPresence(string target)
    {
        Check(target);
        // Whom one may not reach looks the same as somebody who is away.
        var allowed = await access.Allows(Self, target, "watch");
        var online = allowed && presence.Watch(target, Context.ConnectionId);
        await Clients.Caller.PresenceChanged(target, online);
    }

    public void UnwatchPresence(string target)
    {
        Check(target);
        presence.Unwatch(target, Context.ConnectionId);
    }

    private async Task Relay(string target, string kind, Func<ISignalingClient, Task> call, string payload = "")
    {
        Check(target);
        var code = await Pass(target, kind, call, payload);
        logger.LogInformation("{Kind} {User} {Target} {Code}", kind, Self, target, code);
        if (code != Codes.Ok)
        {
            throw new HubException(code);
        }
    }

    private async Task<string> Pass(string target, string kind, Func<ISignalingClient, Task> call, string payload)
    {
        if (payload.Length > Limits.MaxPayload)
        {
            return Codes.TooLarge;
        }
        if (!limits.TakeMessage(Self) || (kind == "request" && !limits.TakeRequest(Self, target)))
        {
            return Codes.RateLimited;
        }
        if (!await access.Allows(Self, target, kind))
        {
            return Codes.Forbidden;
        }
        if (!presence.IsOnline(target))
        {
            return Codes.PeerOffline;
        }
        await call(Clients.User(target));
        return Codes.Ok;
    }

    private Task TellWatchers(string user, bool online) =>
        Clients.Clients(presence.WatchersOf(user)).PresenceChanged(user, online);

    private static void Check(string target)
    {
        if (string.IsNullOrEmpty(target) || target.Length > Limits.MaxId)
        {
            throw new HubException(Codes.BadMessage);
        }
    }
}
