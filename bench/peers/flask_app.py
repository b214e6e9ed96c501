"""The tutorial's application: its token class, which itsdangerous removed in 2.1, where there is
still one, else the same token by PyJWT. Served by gunicorn; says its token at /token."""
import sqlite3
import tempfile
import time

from flask import Flask, g, jsonify, request

SECRET = "kZ2rQ8vN5xT1mW7yB4cF9hJ6pL3sD0gA-bench"
PERSON = ("0190c2a4-7d3c-7a41-9c11-1234567890ab", None, None, 0, "张三", "13800138000")
FILE = tempfile.mkdtemp() + "/people.db"

try:
    from itsdangerous import TimedJSONWebSignatureSerializer as Serializer

    def create_token(user_id):
        return Serializer(SECRET, expires_in=3600).dumps({"id": user_id}).decode("ascii")

    def verify_token(token):
        return Serializer(SECRET).loads(token)["id"]

except ImportError:
    import jwt

    def create_token(user_id):
        claims = {"id": user_id, "exp": time.time() + 3600}
        return jwt.encode(claims, SECRET, algorithm="HS512")

    def verify_token(token):
        return jwt.decode(token, SECRET, algorithms=["HS512"])["id"]


with sqlite3.connect(FILE) as database:
    database.execute(
        "CREATE TABLE people (id TEXT PRIMARY KEY, head_portrait, intro, level, name, phone)"
    )
    database.execute("INSERT INTO people VALUES (?, ?, ?, ?, ?, ?)", PERSON)

app = Flask(__name__)
connection = None


def find(user_id):
    global connection
    if connection is None:
        connection = sqlite3.connect(FILE)
        connection.row_factory = sqlite3.Row
    return connection.execute("SELECT * FROM people WHERE id = ?", (user_id,)).fetchone()


@app.route("/token")
def token():
    return create_token(PERSON[0])


@app.route("/user/detail")
def detail():
    try:
        user_id = verify_token(request.headers["z-token"])
    except Exception:
        return jsonify(code=4101, msg="登录已过期"), 401
    g.user = find(user_id)
    return jsonify(code=0, msg="成功", data=dict(g.user))
