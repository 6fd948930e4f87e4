namespace Seatkeeper.AhrefsSimulator.Scenarios;

/// <summary>A ready recipe for one fault of the specification's section 4.</summary>
/// <param name="Id">The fault's id.</param>
/// <param name="Number">Its number in the specification.</param>
/// <param name="Title">What happens, in a few words.</param>
/// <param name="ExpectedCode">The outcome of a correct automation; "Succeeded" where it gets by, "NoChangeNeeded" where it was so already.</param>
/// <param name="ExpectedEffects">What a correct automation has changed at the end, by effect. A downgrade of seats that follows from a removal is not counted.</param>
internal sealed record Scenario(
    string Id,
    int Number,
    string Title,
    string ExpectedCode,
    IReadOnlyDictionary<string, int> ExpectedEffects,
    Action<ScenarioStage> Arrange)
{
    /// <summary>read, or change where the arrangement tells what to ask for.</summary>
    public string Does { get; init; } = "read";

    /// <summary>connector where the automation shows it alone; browser where the test has to end the browser; deployment where only the whole product can.</summary>
    public string Level { get; init; } = "connector";

    /// <summary>The data set that it needs.</summary>
    public string Set { get; init; } = "small";

    /// <summary>What has to stand in the outcome's detail, where the code alone does not show that the fault was seen.</summary>
    public IReadOnlyList<string> ExpectedDetail { get; init; } = [];

    /// <summary>What has to be done besides, and what is right then; null where asking is enough.</summary>
    public string? How { get; init; }
}

/// <summary>What the automation has to be asked for.</summary>
/// <param name="Action">Invite, ChangeRole, Remove, ResendInvitation or CancelInvitation.</param>
/// <param name="Email">The person.</param>
/// <param name="Role">The wished role, where the action has one.</param>
/// <param name="ExpectedCode">What a correct automation says of this person.</param>
internal sealed record ScenarioWish(string Action, string Email, string? Role, string ExpectedCode);
