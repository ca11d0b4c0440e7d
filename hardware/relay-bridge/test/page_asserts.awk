# The constants, messages, flags, self-test faults and refusal codes of the wire page as compile-time asserts.
function cell(n) { gsub(/^ +| +$/, "", $n); return $n }
function upper_snake(name) {
    gsub(/[A-Z]/, "_&", name)
    return toupper(name)
}
function assert(what, value) {
    printf "_Static_assert(%s == %s, \"%s is %s on the page\");\n", what, value, what, value
    seen[section]++
}
function need(name, least) {
    if (seen[name] < least) {
        printf "%s: table \"%s\" has %d rows of at least %d\n", FILENAME, name, seen[name], least > "/dev/stderr"
        failed = 1
    }
}
BEGIN { FS = "|"; print "#include \"relay_bridge.h\"" }
/^## / { section = substr($0, 4); rows = 0; next }
/^### / { section = "" }
!/^\|/ { next }
++rows <= 2 { next } # head and rule
section == "Constants" {
    if (index(cell(5), "host:") != 1) { assert("RELAY" "_" upper_snake(cell(2)), cell(3)) }
}
section == "Messages" {
    assert("RELAY_TYPE_" cell(3), cell(2))
    assert("RELAY_BYTES_" cell(3), cell(5))
}
section == "Flags" { assert("RELAY_FLAG_" upper_snake(cell(3)), "(1 << " cell(2) ")") }
section == "Self-test faults" { assert("RELAY_FAULT_" upper_snake(cell(3)), "(1 << " cell(2) ")") }
section == "Refusal codes" { assert("RELAY_CODE_" upper_snake(cell(3)), cell(2)) }
END {
    need("Constants", 21)
    need("Messages", 22)
    need("Flags", 5)
    need("Self-test faults", 5)
    need("Refusal codes", 5)
    exit failed
}
