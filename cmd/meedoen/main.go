// Command meedoen runs the whole suite in one process, and is the operator's command line.
package main

import "github.com/deschoor/meedoen/platform/program"

// version is that of the suite; a release sets it with -ldflags "-X main.version=...".
var version = "0.1.0-dev"

func main() { program.Main(newRoot()) }
