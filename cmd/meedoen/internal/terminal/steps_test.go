package terminal_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/cmd/meedoen/internal/terminal"
	"github.com/deschoor/meedoen/platform/clock"
)

func TestStepsAreDrawnOnOneLineAndNotMoreOftenThanASeeingPersonNeeds(t *testing.T) {
	var out strings.Builder
	show, done := terminal.Steps(&out, terminal.Look{Live: true, Width: 80}, clock.At(time.Unix(1, 0)))
	show("copying", 0, 0)
	show("writing", 1, 4)
	show("writing", 2, 4) // at the same instant
	show("writing", 4, 4)
	done()
	require.Equal(t, []string{"", "copying…", "writing: 25%", "writing: 100%", ""}, strings.Split(out.String(), "\r\x1b[K"))
}

func TestStepsAreNotShownToAFile(t *testing.T) {
	var out strings.Builder
	show, done := terminal.Steps(&out, terminal.Look{Width: 100}, clock.System())
	show("writing", 1, 4)
	done()
	require.Empty(t, out.String())
}
