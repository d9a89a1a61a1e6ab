package domain

import (
	"fmt"

	"github.com/deschoor/meedoen/platform/fault"
)

func violation(path, reason, format string, args ...any) fault.Field {
	return fault.Field{Path: path, Reason: reason, Text: fmt.Sprintf(format, args...)}
}
