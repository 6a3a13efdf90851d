-- Asks for the lines of the file PATHS, one after another, and tells what came of it in one line of numbers.
local asked = {}
local at = 0

function init(arguments)
  for line in io.lines(os.getenv("PATHS")) do
    table.insert(asked, wrk.format("GET", line))
  end
end

function request()
  at = at % #asked + 1
  return asked[at]
end

function done(summary, latency)
  local errors = summary.errors
  local wrong = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format("told: %d %d %d %d %d\n", summary.requests, wrong, summary.duration,
    latency:percentile(50), latency:percentile(99)))
end
