package rules

import (
	"mime"
	"net/http"
	"strconv"
	"strings"

	"github.com/deschoor/meedoen/gateway/internal/problem"
)

// Accept answers 406 to a caller that takes no JSON, rather than sending what was not asked for (RFC 9110 §15.5.7).
func Accept(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !acceptsJSON(r.Header.Values("Accept")) {
			problem.New(http.StatusNotAcceptable, "NOT_ACCEPTABLE",
				"The answer is application/json, which the header Accept leaves out.").Write(r.Context(), w)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// acceptsJSON says whether the most specific range that covers application/json has a weight above zero (RFC 9110
// §12.5.1). No header at all accepts everything.
func acceptsJSON(headers []string) bool {
	if len(headers) == 1 && (headers[0] == "application/json" || headers[0] == "*/*") {
		return true // as nearly all ask
	}
	ranges := strings.Join(headers, ",")
	if strings.TrimSpace(ranges) == "" {
		return true
	}
	best, accepted := 0, false
	for part := range strings.SplitSeq(ranges, ",") {
		mediaRange, params, err := mime.ParseMediaType(part)
		if err != nil {
			continue
		}
		specificity := map[string]int{"*/*": 1, "application/*": 2, "application/json": 3}[mediaRange]
		if specificity > best {
			weight, err := strconv.ParseFloat(params["q"], 64)
			best, accepted = specificity, err != nil || weight > 0
		}
	}
	return accepted
}
