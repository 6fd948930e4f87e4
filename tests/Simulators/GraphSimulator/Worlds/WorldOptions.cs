namespace Seatkeeper.GraphSimulator.Worlds;

/// <summary>How Microsoft Graph behaves in a world. The defaults are the documented figures, where there are any.</summary>
public sealed record WorldOptions
{
    /// <summary>Objects on a page of a list that names no <c>$top</c>.</summary>
    public int PageSize { get; init; } = 100;

    /// <summary>Objects on a page of a delta round.</summary>
    public int DeltaPageSize { get; init; } = 200;

    /// <summary>Changes of members on one page of a delta round; what is more comes with the same group again on the next.</summary>
    public int DeltaMembersPerPage { get; init; } = 500;

    /// <summary>A round tells its changes in any order.</summary>
    public bool DeltaShuffled { get; init; }

    /// <summary>A round tells every object twice.</summary>
    public bool DeltaRepeats { get; init; }

    /// <summary>How many changes before its token a round tells again.</summary>
    public int DeltaReplays { get; init; }

    /// <summary>Pages without anything on them at the beginning of every round.</summary>
    public int DeltaEmptyPages { get; init; }

    /// <summary>A first round tells of deleted objects too.</summary>
    public bool DeltaListsDeleted { get; init; }

    /// <summary>Delta with <c>$top</c> is refused, as the documentation has it; else it is the page's size.</summary>
    public bool DeltaRefusesTop { get; init; }

    /// <summary>How long a delta token lives.</summary>
    public int DeltaTokenDays { get; init; } = 7;

    /// <summary>How many subscriptions one app may have in one tenant.</summary>
    public int SubscriptionLimit { get; init; } = 100;

    /// <summary>How long a subscription to users or groups may live.</summary>
    public int SubscriptionMinutes { get; init; } = 41_760;

    /// <summary>Only https addresses are notified, as it is in the cloud; else http on the loopback as well.</summary>
    public bool RequireHttps { get; init; }

    /// <summary>How long an address has to answer the validation.</summary>
    public int ValidationTimeoutMs { get; init; } = 10_000;

    /// <summary>How long an access token lives.</summary>
    public int TokenSeconds { get; init; } = 3_599;
}

/// <summary>How notifications are delivered in a world.</summary>
public sealed record DeliveryOptions
{
    /// <summary>Nothing is sent until it is released.</summary>
    public bool Held { get; init; }

    /// <summary>The most notifications in one request.</summary>
    public int Batch { get; init; } = 20;

    /// <summary>Notifications of several subscriptions to the same address come in one request.</summary>
    public bool Mixed { get; init; } = true;

    /// <summary>The first attempts at one address come one after the other; else all at once.</summary>
    public bool InOrder { get; init; } = true;

    /// <summary>How late the first attempt is.</summary>
    public int DelayMs { get; init; }

    /// <summary>How often each notification is sent.</summary>
    public int Copies { get; init; } = 1;

    /// <summary>How many of the notifications to come are lost.</summary>
    public int DropNext { get; init; }

    /// <summary>How long an address has for its answer.</summary>
    public int TimeoutMs { get; init; } = 10_000;

    /// <summary>How often a request is tried at all.</summary>
    public int Attempts { get; init; } = 6;

    /// <summary>The pause before the second attempt; it doubles with every further one. The cloud takes up to four hours.</summary>
    public int FirstRetryMs { get; init; } = 200;

    /// <summary>Changes of members are told by name in <c>members@delta</c>; else only that the group changed.</summary>
    public bool MembersTold { get; init; } = true;

    /// <summary>Whoever could not be notified hears of it by the lifecycle notification <c>missed</c>.</summary>
    public bool TellsMissed { get; init; }
}
