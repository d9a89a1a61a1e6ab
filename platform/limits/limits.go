// Package limits keeps one caller from taking what all share: how many calls a second each may make, how many may be under way
// at once, and how many connections there are. What it remembers of callers is bounded, and it tells nobody who they are.
package limits

import (
	"fmt"
	"net/netip"

	"github.com/deschoor/meedoen/platform/config"
)

// Config says what one caller, and all of them together, may take of a process. Each zero value is no limit.
type Config struct {
	// Rate is how many calls a second a caller may make.
	Rate int `koanf:"rate" doc:"How many calls a second one caller may make; what goes beyond burst is refused. 0: no limit."`
	// Burst is how many calls a caller may make at once.
	Burst int `koanf:"burst" doc:"How many calls one caller may make at once before the rate counts. 0: as many as in a second."`
	// InFlight is how many calls may be under way at once, of all callers.
	InFlight int `koanf:"in-flight" doc:"How many calls may be under way at once, of all callers; one caller may have a quarter of them. 0: no limit."`
	// Connections is how many connections there may be at once, of all addresses.
	Connections int `koanf:"connections" doc:"How many connections there may be at once; more are closed at once. 0: no limit."`
}

// Validate answers what is wrong with c.
func (c Config) Validate() []config.Problem {
	var problems []config.Problem
	for key, value := range map[string]int{
		"rate": c.Rate, "burst": c.Burst, "in-flight": c.InFlight, "connections": c.Connections,
	} {
		if value < 0 {
			problems = append(problems, config.Problem{Key: key, Text: fmt.Sprintf("is 0 or more, not %d", value)})
		}
	}
	return problems
}

// burst answers how many calls may be made at once.
func (c Config) burst() int {
	if c.Burst > 0 {
		return c.Burst
	}
	return c.Rate
}

// Address answers the key of a caller that is known by its address alone: the address, or of IPv6 the network of 64 bits that
// one subscriber has, who could take another address of it for every call.
func Address(ip netip.Addr) string {
	ip = ip.Unmap().WithZone("")
	if !ip.Is6() {
		return ip.String()
	}
	prefix, err := ip.Prefix(64)
	if err != nil { // of an address of IPv6 there is one
		return ip.String()
	}
	return prefix.String()
}

// GRPC is a Config of a server that has streams too.
type GRPC struct {
	Config
	// Streams is how many streams a caller may have open at once.
	Streams int `koanf:"streams" doc:"How many streams one caller may have open at once. 0: no limit."`
}

// Validate answers what is wrong with c beyond its Config.
func (c GRPC) Validate() []config.Problem {
	if c.Streams < 0 {
		return []config.Problem{{Key: "streams", Text: fmt.Sprintf("is 0 or more, not %d", c.Streams)}}
	}
	return nil
}

// Defaults are the limits of a gRPC server where nothing else is said: far above what a caller of the suite needs, and below what
// keeps the others out.
func Defaults() GRPC {
	return GRPC{Config: Config{Rate: 5000, Burst: 10_000, InFlight: 4000, Connections: 10_000}, Streams: 500}
}
