namespace DmElements.Signaling;

/// <summary>May they? Block lists go here: register an implementation of your own.</summary>
public interface IAccess
{
    /// <param name="kind">request, accept, reject, offer, answer, candidate, end or watch.</param>
    Task<bool> Allows(string from, string to, string kind);
}

public sealed class EverybodyMayReachEverybody : IAccess
{
    public Task<bool> Allows(string from, string to, string kind) => Task.FromResult(true);
}
