using System.Collections.Concurrent;

namespace Seatkeeper.Benchmarks.Simulating;

/// <summary>
/// A clock that goes on to the next moment at which something happens, as soon as nothing is left to do at the present one. Everything
/// runs on one thread; what the framework does on another one meanwhile is waited for, in real time.
/// </summary>
internal sealed class VirtualTime(DateTimeOffset start) : TimeProvider
{
    private readonly Lock gate = new();
    private readonly PriorityQueue<Alarm, (long Due, long Order)> alarms = new();
    private readonly BlockingCollection<(SendOrPostCallback Callback, object? State)> ready = [];
    private long now;
    private long order;
    private int working;

    /// <summary>How long it has run.</summary>
    public TimeSpan Elapsed => new(now);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => start + Elapsed;

    public override long GetTimestamp() => now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var alarm = new Alarm(this, () => callback(state));
        alarm.Change(dueTime, period);
        return alarm;
    }

    /// <summary>Runs until the work is done.</summary>
    /// <exception cref="InvalidOperationException">It waits for something that never comes.</exception>
    public void Run(Func<Task> work)
    {
        var before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(new Queue(this));
        try
        {
            var done = work();
            while (!done.IsCompleted)
            {
                if (ready.TryTake(out var next) || (working > 0 && ready.TryTake(out next, TimeSpan.FromMinutes(1))))
                    next.Callback(next.State);
                else if (!RingNext())
                    throw new InvalidOperationException("Nothing is left that could happen.");
            }

            done.GetAwaiter().GetResult();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    /// <summary>Does something that takes no time of this clock, however long it takes: the clock stands still until it is done, or passes time.</summary>
    public async Task<T> WorkAsync<T>(Func<Task<T>> work)
    {
        working++;
        try
        {
            return await work();
        }
        finally
        {
            working--;
        }
    }

    /// <summary>Lets time go by within such work.</summary>
    public async Task PassAsync(TimeSpan time, CancellationToken cancel)
    {
        working--;
        try
        {
            await Task.Delay(time, this, cancel);
        }
        finally
        {
            working++;
        }
    }

    private bool RingNext()
    {
        Alarm? alarm;
        lock (gate)
        {
            (long Due, long Order) at;
            do
            {
                if (!alarms.TryDequeue(out alarm, out at))
                    return false;
            }
            while (!alarm.IsSetFor(at.Order));
            now = Math.Max(now, at.Due);
        }

        alarm.Ring();
        return true;
    }

    private long Set(Alarm alarm, TimeSpan dueTime)
    {
        lock (gate)
        {
            alarms.Enqueue(alarm, (now + Math.Max(0, dueTime.Ticks), ++order));
            return order;
        }
    }

    private sealed class Queue(VirtualTime time) : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) => time.ready.Add((d, state));

        public override SynchronizationContext CreateCopy() => this;
    }

    private sealed class Alarm(VirtualTime time, Action ring) : ITimer
    {
        private long setFor;
        private TimeSpan period;

        public bool IsSetFor(long order) => Volatile.Read(ref setFor) == order;

        public void Ring()
        {
            Volatile.Write(ref setFor, period > TimeSpan.Zero ? time.Set(this, period) : 0);
            ring();
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            this.period = period;
            Volatile.Write(ref setFor, dueTime == Timeout.InfiniteTimeSpan ? 0 : time.Set(this, dueTime));
            return true;
        }

        public void Dispose() => Volatile.Write(ref setFor, 0);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
