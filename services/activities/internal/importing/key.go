package importing

import (
	"crypto/sha256"
	"strconv"
	"strings"

	"github.com/google/uuid"
)

const hashSize = sha256.Size

// rowSpace is the name space of the keys of rows (RFC 9562 section 5.5). Another one would have every file counted again.
const rowSpace = "7d3c1f52-0f2b-4b6e-9a54-3a6f2f6f1c0e"

// keys makes the keys of the rows of one file. Rows that say the same are told apart by their number: the second is the
// second in every file, so that a file that grew has new keys for new rows alone.
type keys struct {
	kind  string
	space uuid.UUID
	seen  map[[hashSize]byte]int
}

func newKeys(kind string) keys {
	return keys{kind: kind, space: uuid.MustParse(rowSpace), seen: map[[hashSize]byte]int{}}
}

func (k keys) next(content []string) (key string, hash []byte) {
	// No value holds a zero byte: the text of a file has no controls.
	sum := sha256.Sum256([]byte(k.kind + "\x00" + strings.Join(content, "\x00")))
	k.seen[sum]++
	name := append(sum[:], strconv.Itoa(k.seen[sum])...)
	return uuid.NewSHA1(k.space, name).String(), sum[:]
}
