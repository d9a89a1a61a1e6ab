package program

import (
	"time"

	"google.golang.org/grpc/resolver/dns"
)

// resolveSooner has names of services looked up again two seconds after the last time at the earliest, where connections were
// lost. gRPC waits for half a minute: by then all instances behind a name may have been replaced by others elsewhere, one after
// the other. It is a setting of the process that may be made at its start alone.
func resolveSooner() { dns.SetMinResolutionInterval(2 * time.Second) }
