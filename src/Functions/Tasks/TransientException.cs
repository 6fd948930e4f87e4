namespace Seatkeeper.Functions.Tasks;

/// <summary>Thrown by an activity where trying again is worth it: the one exception of the app that retry policies accept.</summary>
/// <param name="message">What is not there at the moment; recorded in the history, so without secrets and short.</param>
/// <param name="inner">The cause.</param>
public sealed class TransientException(string message, Exception? inner = null) : Exception(message, inner);
