using FluentValidation;
using Seatkeeper.Domain.Failures;

namespace Seatkeeper.Functions.Http;

/// <summary>Collects the rules that a body or query breaks, by the camelCase name of the field.</summary>
public sealed class FieldErrors
{
    private readonly Dictionary<string, List<string>> fields = new(StringComparer.Ordinal);

    /// <summary>True where no rule is broken.</summary>
    public bool None => fields.Count == 0;

    /// <summary>A refusal that names one field.</summary>
    public static RefusedException One(string field, string rule) => new FieldErrors().Add(field, rule).ToRefusal();

    /// <summary>Holds a value against its validator; throws a refusal that names every field at fault.</summary>
    public static void Check<T>(IValidator<T> validator, T value)
    {
        ArgumentNullException.ThrowIfNull(validator);
        var errors = new FieldErrors();
        foreach (var failure in validator.Validate(value).Errors) errors.Add(ApiJson.Name(failure.PropertyName), failure.ErrorMessage);
        errors.ThrowIfAny();
    }

    /// <summary>Notes a broken rule; the rule goes on from the field's name, for example "must be …".</summary>
    public FieldErrors Add(string field, string rule)
    {
        if (!fields.TryGetValue(field, out var rules)) fields[field] = rules = [];
        rules.Add(rule);
        return this;
    }

    /// <summary>Refuses where a rule is broken.</summary>
    public void ThrowIfAny()
    {
        if (!None) throw ToRefusal();
    }

    private RefusedException ToRefusal()
    {
        var detail = string.Join(' ', fields.SelectMany(field => field.Value.Select(rule => $"{field.Key} {rule}")));
        return new(new Refusal(RefusalKind.Invalid, detail, fields.ToDictionary(field => field.Key, field => field.Value.ToArray(), StringComparer.Ordinal)));
    }
}
