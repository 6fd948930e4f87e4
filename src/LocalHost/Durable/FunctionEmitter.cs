using System.Reflection;
using System.Reflection.Emit;
using LocalHost.Functions;
using Microsoft.Azure.WebJobs;
using Microsoft.Azure.WebJobs.Extensions.DurableTask;

namespace LocalHost.Durable;

/// <summary>Makes the class that the WebJobs SDK finds the durable functions on: one method each, which only passes the call on.</summary>
internal static class FunctionEmitter
{
    private const BindingFlags Inherited = BindingFlags.Instance | BindingFlags.NonPublic;

    /// <summary>Makes the class anew, in an assembly of its own.</summary>
    /// <param name="functions">Orchestrators, entities and activities.</param>
    /// <param name="clients">The distinct durable client bindings.</param>
    public static Type Emit(IEnumerable<FunctionDescription> functions, IEnumerable<DurableClientBinding> clients)
    {
        var assembly = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("LocalHost.Emitted"), AssemblyBuilderAccess.Run);
        var type = assembly.DefineDynamicModule("LocalHost.Emitted").DefineType(
            "LocalHost.Emitted.Functions", TypeAttributes.Public | TypeAttributes.Class | TypeAttributes.Sealed, typeof(DurableFunctions));
        EmitConstructor(type);
        foreach (var function in functions)
            EmitFunction(type, function);
        foreach (var client in clients)
            EmitClient(type, client);
        return type.CreateType();
    }

    private static void EmitConstructor(TypeBuilder type)
    {
        var il = type.DefineConstructor(MethodAttributes.Public, CallingConventions.Standard, [typeof(DurableCalls)]).GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Call, typeof(DurableFunctions).GetConstructors(Inherited | BindingFlags.Public)[0]);
        il.Emit(OpCodes.Ret);
    }

    // Task<object?> Run_X([OrchestrationTrigger] string context, CancellationToken cancel) => RunAsync("X", context, cancel);
    private static void EmitFunction(TypeBuilder type, FunctionDescription function)
    {
        var trigger = function.Trigger.Is("orchestrationTrigger") ? typeof(OrchestrationTriggerAttribute)
            : function.Trigger.Is("entityTrigger") ? typeof(EntityTriggerAttribute) : typeof(ActivityTriggerAttribute);
        var method = type.DefineMethod($"Run_{function.Name}", MethodAttributes.Public, typeof(Task<object?>), [typeof(string), typeof(CancellationToken)]);
        method.SetCustomAttribute(Attribute(typeof(FunctionNameAttribute), function.Name));
        method.DefineParameter(1, ParameterAttributes.None, function.Trigger.Name).SetCustomAttribute(Attribute(trigger));
        method.DefineParameter(2, ParameterAttributes.None, "cancel");
        EmitCall(method, "RunAsync", function.Name, parameters: 2);
    }

    // [NoAutomaticTrigger] void Client_N([DurableClient(TaskHub = .., ConnectionName = ..)] string client) => Remember("..", client);
    private static void EmitClient(TypeBuilder type, DurableClientBinding client)
    {
        var method = type.DefineMethod(client.FunctionName, MethodAttributes.Public, typeof(void), [typeof(string)]);
        method.SetCustomAttribute(Attribute(typeof(FunctionNameAttribute), client.FunctionName));
        method.SetCustomAttribute(Attribute(typeof(NoAutomaticTriggerAttribute)));
        List<(string Name, string Value)> properties = [];
        if (client.TaskHub.Length > 0)
            properties.Add((nameof(DurableClientAttribute.TaskHub), client.TaskHub));
        if (client.Connection.Length > 0)
            properties.Add((nameof(DurableClientAttribute.ConnectionName), client.Connection));
        method.DefineParameter(1, ParameterAttributes.None, "client").SetCustomAttribute(new CustomAttributeBuilder(
            Constructor(typeof(DurableClientAttribute)),
            [],
            [.. properties.Select(property => typeof(DurableClientAttribute).GetProperty(property.Name) ?? throw new MissingMemberException(property.Name))],
            [.. properties.Select(property => property.Value)]));
        EmitCall(method, "Remember", client.FunctionName, parameters: 1);
    }

    private static void EmitCall(MethodBuilder method, string inherited, string name, int parameters)
    {
        var il = method.GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldstr, name);
        il.Emit(OpCodes.Ldarg_1);
        if (parameters == 2)
            il.Emit(OpCodes.Ldarg_2);
        il.Emit(OpCodes.Call, typeof(DurableFunctions).GetMethod(inherited, Inherited) ?? throw new MissingMethodException(inherited));
        il.Emit(OpCodes.Ret);
    }

    private static CustomAttributeBuilder Attribute(Type type, params object[] arguments) =>
        new(Constructor(type, [.. arguments.Select(argument => argument.GetType())]), arguments);

    private static ConstructorInfo Constructor(Type type, params Type[] parameters) =>
        type.GetConstructor(parameters) ?? throw new MissingMethodException(type.Name, ".ctor");
}
