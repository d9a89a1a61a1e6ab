// Package domain holds the rules of the support of residents: what becomes of a question, and who may see it. It is pure: no
// clock, no storage, no messages. The sources of every rule are named where it stands.
package domain

import (
	"fmt"

	"github.com/deschoor/meedoen/platform/fault"
)

func violation(path, reason, format string, args ...any) fault.Field {
	return fault.Field{Path: path, Reason: reason, Text: fmt.Sprintf(format, args...)}
}
