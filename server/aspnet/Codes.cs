namespace DmElements.Signaling;

/// <summary>What a page is told when something is refused; it has words for each.</summary>
public static class Codes
{
    public const string Ok = "ok";
    public const string BadMessage = "bad-message";
    public const string Forbidden = "forbidden";
    public const string PeerOffline = "peer-offline";
    public const string RateLimited = "rate-limited";
    public const string TooLarge = "too-large";
    public const string Unauthorized = "unauthorized";
}
