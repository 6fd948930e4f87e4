using System.Runtime.CompilerServices;

namespace Seatkeeper.Functions.Telemetry;

/// <summary>
/// An exception as it may leave the app. One that tells nothing goes as it is. One that does goes as a copy of itself with another text, so that
/// type and stack stay what operators group by. Some make up their text whenever they are asked for it (those of Microsoft Graph do): such a one
/// goes as this, with its type at the front of the text and its stack.
/// </summary>
internal sealed class RedactedException : Exception
{
    private RedactedException(Exception told, Exception? inner)
        : base($"{told.GetType().FullName}: {RedactedText.Of(told.Message ?? "")}", inner)
    {
        StackTrace = told.StackTrace;
        Source = told.Source;
        FramesOf(this) = FramesOf(told);
    }

    public override string? StackTrace { get; }

    /// <summary>What may be told in the exception's place; the exception itself where it tells nothing.</summary>
    public static Exception Of(Exception exception)
    {
        var inner = exception.InnerException is { } cause ? Of(cause) : null;
        if (inner == exception.InnerException && TellsNothing(exception))
            return exception;
        var copy = (Exception)CopyOf(exception);
        if (MessageOf(copy) is { } text)
            MessageOf(copy) = RedactedText.Of(text);
        InnerOf(copy) = inner;
        return TellsNothing(copy) ? copy : new RedactedException(exception, inner);
    }

    // Both, because either may be written over; of several causes all are in the second.
    private static bool TellsNothing(Exception exception) => TellsNothing(exception.Message) && TellsNothing(exception.ToString());

    private static bool TellsNothing(string? text) => text is null || RedactedText.Of(text) == text;

    // The runtime has no public way to another text for the same exception. The names are as old as .NET; tests notice where they change.
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "MemberwiseClone")]
    private static extern object CopyOf(object exception);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_message")]
    private static extern ref string? MessageOf(Exception exception);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_innerException")]
    private static extern ref Exception? InnerOf(Exception exception);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_stackTrace")]
    private static extern ref object? FramesOf(Exception exception);
}
