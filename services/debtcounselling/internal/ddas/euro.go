package ddas

// Euros answers an amount in cents as whole euros, half a euro up: all amounts of the model are whole euros.
func Euros(cents int64) int64 {
	euros := (cents + 50) / 100
	if (cents+50)%100 < 0 {
		euros-- // Go rounds to zero
	}
	return euros
}

func eurosPointer(cents int64) *int64 {
	if cents == 0 {
		return nil
	}
	euros := Euros(cents)
	return &euros
}
