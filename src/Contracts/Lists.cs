namespace Seatkeeper.Contracts;

/// <summary>One page of a list.</summary>
/// <typeparam name="T">What is listed.</typeparam>
/// <param name="Items">This page's items.</param>
/// <param name="Continuation">Give it back to get the next page; null on the last.</param>
public sealed record ListResponse<T>(IReadOnlyList<T> Items, string? Continuation);
