package rules

import (
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"

	"github.com/deschoor/meedoen/gateway/internal/problem"
	"github.com/deschoor/meedoen/platform/fault"
)

// Recover turns a panic into an answer that something went wrong, and into a line in the log that says what.
func Recover(log *slog.Logger) Rule {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			defer func() {
				cause := recover()
				if cause == nil {
					return
				}
				if cause == http.ErrAbortHandler { //nolint:errorlint // net/http compares it like this
					panic(cause)
				}
				log.ErrorContext(r.Context(), "request panicked", "route", r.Pattern, "panic", fmt.Sprint(cause),
					"stack", string(debug.Stack()))
				problem.New(http.StatusInternalServerError, fault.InternalReason,
					"Something went wrong on our side.").Write(r.Context(), w)
			}()
			next.ServeHTTP(w, r)
		})
	}
}
