namespace DmElements.Signaling;

/// <summary>
/// Who has a page open, and who wants to know. In the memory of one process: with several, put a backplane and a shared
/// store behind it.
/// </summary>
public sealed class Presence
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, HashSet<string>> pages = [];
    private readonly Dictionary<string, HashSet<string>> watchers = [];
    private readonly Dictionary<string, HashSet<string>> watchedBy = [];

    /// <summary>False where this person has too many pages open already.</summary>
    public bool TryAdd(string user, string connection, out bool first)
    {
        lock (gate)
        {
            var open = pages.TryGetValue(user, out var known) ? known : pages[user] = [];
            first = open.Count == 0;
            return open.Count < Limits.PagesPerUser && open.Add(connection);
        }
    }

    /// <summary>True where that was the last page of this person.</summary>
    public bool Remove(string user, string connection)
    {
        lock (gate)
        {
            foreach (var watched in watchedBy.Remove(connection, out var all) ? all : [])
            {
                Forget(watched, connection);
            }
            return pages.TryGetValue(user, out var open) && open.Remove(connection) && open.Count == 0 && pages.Remove(user);
        }
    }

    public bool IsOnline(string user)
    {
        lock (gate)
        {
            return pages.ContainsKey(user);
        }
    }

    public IReadOnlyList<string> OtherPages(string user, string connection)
    {
        lock (gate)
        {
            return pages.TryGetValue(user, out var open) ? [.. open.Where(each => each != connection)] : [];
        }
    }

    /// <summary>Whether they are there now.</summary>
    public bool Watch(string user, string connection)
    {
        lock (gate)
        {
            var watched = watchedBy.TryGetValue(connection, out var known) ? known : watchedBy[connection] = [];
            if (watched.Count >= Limits.WatchesPerPage && !watched.Contains(user))
            {
                return false;
            }
            watched.Add(user);
            (watchers.TryGetValue(user, out var those) ? those : watchers[user] = []).Add(connection);
            return pages.ContainsKey(user);
        }
    }

    public void Unwatch(string user, string connection)
    {
        lock (gate)
        {
            if (watchedBy.TryGetValue(connection, out var watched))
            {
                watched.Remove(user);
            }
            Forget(user, connection);
        }
    }

    public IReadOnlyList<string> WatchersOf(string user)
    {
        lock (gate)
        {
            return watchers.TryGetValue(user, out var those) ? [.. those] : [];
        }
    }

    private void Forget(string user, string connection)
    {
        if (watchers.TryGetValue(user, out var those) && those.Remove(connection) && those.Count == 0)
        {
            watchers.Remove(user);
        }
    }
}
