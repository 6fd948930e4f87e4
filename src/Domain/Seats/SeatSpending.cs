using System.Globalization;

namespace Seatkeeper.Domain.Seats;

/// <summary>A hub's permission to spend money on seats.</summary>
/// <param name="MaxExtraSeats">How many seats more than were paid for when it was given.</param>
/// <param name="MaxPriceEach">The most that one may cost a month.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Until">Until when.</param>
/// <param name="PaidBefore">Seats that it is counted from: those that were paid for at the last check before it was given, or fewer since; null where that was not known, and then it permits nothing.</param>
public sealed record SpendingPermission(int MaxExtraSeats, decimal MaxPriceEach, string Currency, DateTimeOffset Until, int? PaidBefore);

/// <summary>What one seat costs a month, as the company pays it.</summary>
/// <param name="Each">The price of one.</param>
/// <param name="Currency">ISO 4217.</param>
public sealed record SeatPrice(decimal Each, string Currency)
{
    /// <summary>The price, for people.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Each:0.##} {Currency}");
}

/// <summary>
/// The money that may be spent on seats: only while the hub's permission is in force, and a known price is within it. Counted from what was
/// paid for before the permission, so that no number of tasks, tries or restarts buys more than it allows.
/// </summary>
/// <param name="From">So many seats were paid for when it was counted: fewer are a reason to look again first.</param>
/// <param name="UpTo">So many seats may be paid for in all.</param>
/// <param name="Price">What one costs a month, as the company says.</param>
/// <param name="MaxEach">The most that one may cost a month, in the same currency.</param>
/// <param name="Until">Until when.</param>
public sealed record SeatBudget(int From, int UpTo, SeatPrice Price, decimal MaxEach, DateTimeOffset Until)
{
    /// <summary>Whether so many seats may be paid for.</summary>
    /// <param name="paid">Seats in all.</param>
    /// <param name="now">The time.</param>
    public bool Allows(int paid, DateTimeOffset now) => paid <= UpTo && now < Until;

    /// <summary>What a seat may cost, for people.</summary>
    public string Terms => $"a seat is said to cost {Price}, and may cost {Price with { Each = MaxEach }}";

    /// <summary>Why no further seat may be bought, for people.</summary>
    public string Bound => $"the permission to spend is for {UpTo} paid seats in all";
}

/// <summary>Whether money may be spent on seats, and why not.</summary>
/// <param name="Budget">What may be spent; null for nothing.</param>
/// <param name="Price">What a seat costs, where that is known.</param>
/// <param name="Lacks">What is missing, for people; null where there is a budget.</param>
public sealed record SeatSpending(SeatBudget? Budget, SeatPrice? Price, string? Lacks)
{
    /// <summary>Nothing is known, and nothing may be spent.</summary>
    public static SeatSpending None { get; } = new(Budget: null, Price: null, "the hub has no permission to spend");

    /// <summary>Decides by a hub's settings.</summary>
    /// <param name="permission">The permission, or null.</param>
    /// <param name="price">The price that the company named, or null.</param>
    /// <param name="now">The time.</param>
    public static SeatSpending Of(SpendingPermission? permission, SeatPrice? price, DateTimeOffset now)
    {
        SeatSpending Nothing(string? lacks) => new(Budget: null, price, lacks);
        if (permission is null or { MaxExtraSeats: 0 })
            return Nothing(None.Lacks);
        if (permission.Until <= now)
            return Nothing("the hub's permission to spend has run out");
        if (permission.PaidBefore is not { } paid)
            return Nothing("how many seats were paid for when the permission to spend was given is not known: give it again after a check for updates");
        if (price is not { Each: > 0 })
            return Nothing("the hub's setting seatPrice does not tell what a seat costs");
        return price.Currency == permission.Currency && price.Each <= permission.MaxPriceEach
            ? new SeatSpending(new SeatBudget(paid, paid + permission.MaxExtraSeats, price, permission.MaxPriceEach, permission.Until), price, Lacks: null)
            : Nothing($"a seat costs {price}, and the permission is for {new SeatPrice(permission.MaxPriceEach, permission.Currency)} each");
    }
}
