package terminal

import (
	"fmt"
	"strings"
)

// Served is where a running process can be reached.
type Served struct {
	// HTTP is the address the pages and REST are served on, such as "http://127.0.0.1:8080".
	HTTP string
	// GRPC is the address gRPC is served on, such as "127.0.0.1:9090".
	GRPC string
	// Data is the folder the records are kept in.
	Data string
	// Year is the account to point to; 0 points to none.
	Year int
	// Development says that the process issues its own tokens.
	Development bool
}

// Banner writes where to go once the process is up.
func Banner(s Served, look Look) string {
	base := s.HTTP
	var b strings.Builder
	line := func(what, where string) { fmt.Fprintf(&b, "  %s%s\n", left(what, 16), where) }
	b.WriteString(look.paint(bold, "Meedoen draait.") + "\n")
	if s.Year != 0 {
		line("Verantwoording", fmt.Sprintf("%s/verantwoording/%d", base, s.Year))
		line("REST", fmt.Sprintf("%s/v1/accounts/%d", base, s.Year))
	}
	line("OpenAPI", base+"/v1/openapi.json")
	line("gRPC", s.GRPC)
	line("Gegevens", s.Data)
	if s.Development {
		line("Inloggen", base+"/login (ontwikkeling: zonder wachtwoord)")
		line("Token", "meedoen token --role ROL (ontwikkeling: geldt alleen voor deze gegevensmap)")
	}
	b.WriteString("Stoppen met Ctrl-C.\n")
	return b.String()
}
