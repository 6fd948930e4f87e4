using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;
using Seatkeeper.Functions;
using Seatkeeper.Functions.Http;
using Seatkeeper.Functions.Telemetry;

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.UseMiddleware<RedactFailures>();
builder.UseMiddleware<ApiMiddleware>();
builder.Services.AddSeatkeeper(builder.Configuration);

await builder.Build().RunAsync();
