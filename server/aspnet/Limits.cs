using System.Collections.Concurrent;

namespace DmElements.Signaling;

/// <summary>How much one person, or one pair, may do. The same numbers as the relay for Node.</summary>
/// <param name="requestsPerPair">Requests at once; one more every ten seconds.</param>
public sealed class Limits(TimeProvider time, double requestsPerPair = 5)
{
    public const int MaxId = 128;
    public const int MaxPayload = 40_000;
    public const int PagesPerUser = 20;
    public const int WatchesPerPage = 200;
    private const int ManyBuckets = 10_000;

    private readonly ConcurrentDictionary<string, Bucket> messages = new();
    private readonly ConcurrentDictionary<(string, string), Bucket> requests = new();

    /// <summary>A connection takes about 30 messages, each of which may be two calls.</summary>
    public bool TakeMessage(string user) => Take(messages, user, 400, 40);

    public bool TakeRequest(string user, string target) => Take(requests, (user, target), requestsPerPair, 0.1);

    private bool Take<TKey>(ConcurrentDictionary<TKey, Bucket> buckets, TKey key, double burst, double perSecond)
        where TKey : notnull
    {
        var now = time.GetTimestamp();
        if (buckets.Count > ManyBuckets)
        {
            foreach (var (other, bucket) in buckets)
            {
                if (bucket.IsFull(time.GetElapsedTime(bucket.At, now), burst, perSecond))
                {
                    buckets.TryRemove(other, out _);
                }
            }
        }
        var own = buckets.GetOrAdd(key, _ => new Bucket { Tokens = burst, At = now });
        lock (own)
        {
            own.Tokens = Math.Min(burst, own.Tokens + time.GetElapsedTime(own.At, now).TotalSeconds * perSecond);
            own.At = now;
            if (own.Tokens < 1)
            {
                return false;
            }
            own.Tokens--;
            return true;
        }
    }

    private sealed class Bucket
    {
        public double Tokens;
        public long At;

        public bool IsFull(TimeSpan elapsed, double burst, double perSecond) =>
            Tokens + elapsed.TotalSeconds * perSecond >= burst;
    }
}
