using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Automation;

namespace Seatkeeper.Functions.Probing;

/// <summary>What was asked of a probe; kept for as long as its task is.</summary>
/// <param name="OpenDialogs">A person lets it open menus and dialogs, and leave them again.</param>
/// <param name="Word">What a person confirmed, so that the map is verified; null where nobody did.</param>
/// <param name="Nonce">Makes each wish a text of its own.</param>
public sealed record AskedProbe(bool OpenDialogs, string? Word, string Nonce);

/// <summary>Pages that are to be probed.</summary>
public sealed record PagesToProbe(AutomationStep Step);

/// <summary>What came of it.</summary>
/// <param name="Report">Where the report is kept.</param>
/// <param name="Trouble">Why there is none.</param>
public sealed record ProbedPages(string Report = "", StepTrouble? Trouble = null) : IStepResult;

/// <summary>How a probe ends.</summary>
/// <param name="Step">The task.</param>
/// <param name="Report">Where the report is kept, where there is one.</param>
/// <param name="Failure">Why there is none.</param>
public sealed record ProbeEnd(AutomationStep Step, string? Report = null, Failure? Failure = null);
