#!/bin/sh
# Python, but where it is asked to install the program: that takes seconds, and the run of a community does it for real.
# Here the same environment is made by hand: the program of that checkout, in place, and the libraries that the tests have.
case "$1 $2 $3" in
  *tooling/prepare.py\ site\ --venv) ;;
  *) exec "$STANDIN_PYTHON" "$@" ;;
esac
home=$(cd "$(dirname "$1")" && pwd)
"$STANDIN_PYTHON" -m venv --without-pip "$4"
echo "$home" > "$(echo "$4"/lib/python*/site-packages)/ideario.pth"
cp "$home/ideario/__main__.py" "$4/bin/ideario-main.py"
cat > "$4/bin/ideario" <<'END'
#!/bin/sh
exec "$(dirname "$0")/python" "$0-main.py" "$@"
END
chmod +x "$4/bin/ideario"
